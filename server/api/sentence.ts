import { z } from 'zod';

/** A line of text that a person wrote: shown in lists and logs, so it stays one line. */
export const sentenceSchema = z
  .string()
  .min(1)
  .max(300)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/,
    'a sentence is one line without control characters',
  );
