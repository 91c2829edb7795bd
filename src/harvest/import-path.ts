/**
 * Where an imported record is put below the records folder. By its ivoid alone, in lower case (two ivoids that differ in
 * case are one record, IDN-04), and such that Linux, macOS and Windows can all check it out: whatever a source writes
 * there, the path stays inside of the folder and is nobody's special name.
 *
 * `~` and two hex digits stand for a byte that is not kept, as in setSpecs (design §5); `~` cannot come from elsewhere.
 */
import { createHash } from 'node:crypto';
import { ivoidKey } from '../resource/ivoid.ts';

/** Device names of Windows, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;
/** Together with the folder of the checkout well below the 260 characters of Windows, and 255 bytes of a name. */
const SEGMENT_MAX = 80;
const PATH_MAX = 180;

/** `ivo://Auth/A/b` → `auth/a/b.xml`; an authority's own record is `auth/authority.xml`. Any text has some path. */
export function importPath(ivoid: string): string {
  const key = ivoidKey(ivoid.replace(/^ivo:\/\//i, ''));
  const [authority = '', ...rest] = key.split('/');
  const folders = [authority, ...rest.slice(0, -1)].map(folderName);
  const path = [...folders, `${fileStem(rest)}.xml`].join('/');
  if (path.length <= PATH_MAX) return path;
  return `${folders[0] ?? ''}/${shortened(rest.join('/'), SEGMENT_MAX)}.xml`;
}

function fileStem(rest: string[]): string {
  const last = rest.at(-1);
  if (last === undefined) return 'authority';
  const name = safe(last);
  // `ivo://auth/authority` is another record than `ivo://auth`.
  return rest.length === 1 && name === 'authority' ? 'authority~' : name;
}

/** A folder must not be named like a file: `a.xml/b` and `a` would exclude each other. */
function folderName(segment: string): string {
  return safe(segment).replace(/\.xml$/, '.xml~');
}

function safe(segment: string): string {
  const written = Array.from(Buffer.from(segment, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9\-_.+=]/.test(character) ? character : hex(byte);
  }).join('');
  // `..`, `.git`, a name that a program takes for an option, and a dot that Windows drops.
  const whole = written.replace(/^[.-]/, (c) => hex(c.charCodeAt(0))).replace(/\.$/, hex(0x2e));
  const named = RESERVED.test(whole) ? whole.replace(/^[a-z]+\d?/, (name) => `${name}~`) : whole;
  if (named === '') return '~';
  return named.length <= SEGMENT_MAX ? named : shortened(named, SEGMENT_MAX);
}

function hex(byte: number): string {
  return `~${byte.toString(16).padStart(2, '0')}`;
}

/** Its beginning and what makes it unique. */
function shortened(text: string, length: number): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const begin = text.replace(/[^a-z0-9_]+/g, '_').slice(0, length - hash.length - 2);
  return `${begin.replace(/^_+/, '')}~~${hash}`;
}
