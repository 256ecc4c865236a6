import type { z } from 'zod';
import { definitionOf, type Kind, PROCEDURES } from './world';

/** A place in a procedure's input: keys, and 0 for the first of a list. KEY: the name of a record's entry itself. */
export type Place = (string | number | typeof KEY)[];
export const KEY: unique symbol = Symbol('key');

export type StringField = {
  /** The procedure. */
  path: string;
  kind: Kind;
  field: string;
  place: Place;
  schema: z.ZodType;
  /** An input that is right but for this field, for a fabric with these ids. */
  base(known: Known): unknown;
};

/** Values that are right in a fabric, by the name of the field that they are for. */
export type Known = Record<string, unknown>;

/** What is tried, in this order, for a field that `Known` does not name. */
const SAMPLES: readonly unknown[] = [
  'abcdef123456',
  'abc',
  'a',
  '10.9.0.5',
  '10.9.0.0/24',
  '02:4f:1e:90:11:04',
  '/tmp/key',
  '1',
  'host:abcdef123456',
  `SHA256:${'A'.repeat(43)}`,
  'a long enough line of words',
  '',
  1,
  60,
  200,
  1450,
  100_000_000,
  2_000_000_000,
  true,
  null,
];

type Def = z.core.$ZodTypeDef & Record<string, unknown>;
/** `branch`: which of a union's options it stands in. */
type Found = { place: Place; schema: z.ZodType; branch: string };
type Variant = { value: unknown; strings: Found[] };

/**
 * Walks a schema: one variant for each branch of its unions, each with a value that is right, or nearly so, and the places
 * of its strings. So a procedure that is new is known as soon as it is in the router.
 */
function variants(schema: z.ZodType, name: string, known: Known): Variant[] {
  const def = schema._zod.def as Def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return variants(def.innerType as z.ZodType, name, known);
    case 'lazy':
      return variants((def.getter as () => z.ZodType)(), name, known);
    case 'pipe':
      return variants(def.in as z.ZodType, name, known);
    case 'union':
      return (def.options as z.ZodType[]).flatMap((option, i) =>
        variants(option, name, known).map(({ value, strings }) => ({
          value,
          strings: strings.map((one) => ({ ...one, branch: `${i} ${one.branch}` })),
        })),
      );
    case 'object': {
      let all: Variant[] = [{ value: {}, strings: [] }];
      for (const [key, inner] of Object.entries(def.shape as Record<string, z.ZodType>)) {
        const [main = NOTHING, ...others] = variants(inner, key, known).map((one) => below(key, one));
        // Each branch once, and not each with each.
        const first = all[0] ?? NOTHING;
        all = [
          ...all.map((variant) => joined(variant, key, main)),
          ...others.map((other) => joined(first, key, other)),
        ];
      }
      return all;
    }
    case 'array':
      return variants(def.element as z.ZodType, name, known).map((variant) => {
        const { value, strings } = below(0, variant);
        return { value: [value], strings };
      });
    case 'record': {
      const [key = ''] = variants(def.keyType as z.ZodType, name, known).map(({ value }) => value as string);
      const keyField: Found = { place: [KEY], schema: def.keyType as z.ZodType, branch: '' };
      return variants(def.valueType as z.ZodType, name, known).map((variant) => {
        const { value, strings } = below(key, variant);
        return { value: { [key]: value }, strings: [keyField, ...strings] };
      });
    }
    case 'literal':
      return [{ value: (def.values as unknown[])[0], strings: [] }];
    case 'enum': {
      const first = Object.values(def.entries as object)[0];
      const value = schema.safeParse(known[name]).success ? known[name] : first;
      return [{ value, strings: [{ place: [], schema, branch: '' }] }];
    }
    case 'string':
      return [{ value: sampleOf(schema, name, known), strings: [{ place: [], schema, branch: '' }] }];
    default:
      return [{ value: sampleOf(schema, name, known), strings: [] }];
  }
}

const NOTHING: Variant = { value: undefined, strings: [] };

function below(key: string | number, { value, strings }: Variant): Variant {
  return { value, strings: strings.map((one) => ({ ...one, place: [key, ...one.place] })) };
}

function joined(variant: Variant, key: string, inner: Variant): Variant {
  return {
    value: { ...(variant.value as object), [key]: inner.value },
    strings: [...variant.strings, ...inner.strings],
  };
}

function sampleOf(schema: z.ZodType, name: string, known: Known): unknown {
  return (
    [known[name], ...SAMPLES].find((value) => value !== undefined && schema.safeParse(value).success) ??
    'none'
  );
}

/** The same input with another value at a place. */
export function withAt(input: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (key === KEY) {
    const [only] = Object.values(input as object);
    // As JSON has it: `__proto__` is a key like any other.
    return JSON.parse(`{${JSON.stringify(String(value))}:${JSON.stringify(only)}}`);
  }
  if (Array.isArray(input)) return input.map((one, i) => (i === key ? withAt(one, rest, value) : one));
  const record = input as Record<string, unknown>;
  return { ...record, [key]: withAt(record[key as string], rest, value) };
}

function stringsOf(path: string): StringField[] {
  const { type: kind, inputs } = definitionOf(path);
  const found = new Map<string, StringField>();
  for (const schema of inputs) {
    for (const [index, { strings }] of variants(schema, '', {}).entries()) {
      for (const { place, branch, schema: own } of strings) {
        const field = place.map((part) => (part === KEY ? '{}' : String(part))).join('.');
        // What stands beside a union is in each of its branches, and tried once.
        if (found.has(`${branch}${field}`)) continue;
        const base = (known: Known) => whole(variants(schema, '', known)[index]?.value, place);
        found.set(`${branch}${field}`, { path, kind, field: field || '(whole)', place, schema: own, base });
      }
    }
  }
  return [...found.values()];
}

/** Every string of every procedure's input. */
export const STRINGS: readonly StringField[] = Object.keys(PROCEDURES).flatMap(stringsOf);

/** An input that is right, or nearly so, or undefined where the procedure takes none. */
export function inputOf(path: string, known: Known): unknown {
  const [schema] = definitionOf(path).inputs;
  return schema && whole(variants(schema, '', known)[0]?.value, []);
}

/** Who says what they have of a stream is given no more than the end of it, so it is said only where it is tried. */
function whole(input: unknown, [first]: Place): unknown {
  if (first === 'lastEventId' || typeof input !== 'object' || input === null) return input;
  const { lastEventId: _, ...rest } = input as Record<string, unknown>;
  return rest;
}
