/** Secrets that lie in files: the file is looked at when the program starts, so that a wrong one is told of at once. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** A file that is there and can be read, with nothing else against it; its absolute path. */
export function secretFile(fault: (path: string) => string | null) {
  return z
    .string()
    .transform((path) => resolve(path))
    .superRefine((path, context) => {
      const message = unreadable(path) ?? fault(path);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
}

function unreadable(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'does not exist' : `cannot be read by this user (${code})`;
  }
}

/** Wants one word. */
export function refuseEmpty(path: string): string | null {
  const words = readFileSync(path, 'utf8').trim().split(/\s+/);
  return words.length === 1 && words[0] !== '' ? null : 'does not hold one word, the token';
}

/** As ssh sees it: a key of one's own that others may read is not used at all. */
export function refuseOpenKey(path: string): string | null {
  // ssh puts other things in their place (ssh_config(5), TOKENS).
  if (/[%$\p{Cc}]/u.test(path)) return 'has a character in its path that ssh does not take literally: % or $';
  const { mode, uid } = statSync(path);
  const isOpen = (mode & 0o007) !== 0 || ((mode & 0o077) !== 0 && uid === process.getuid?.());
  return isOpen ? `can be read by others, and ssh refuses such a key: chmod 600 ${path}` : null;
}
