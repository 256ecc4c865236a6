import { GeistMono } from 'geist/font/mono';

/** Commands, addresses as the kernel prints them, and output of programs. Inter comes from its package's CSS. */
export const mono = GeistMono;
