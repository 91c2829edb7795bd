/**
 * Places that `voreg new` left for the curator. A mark is a text that begins with `FILL IN:`, or an address or ivoid with
 * a segment `FILL-IN`, so that the schema accepts it wherever it accepts a text or an address.
 */
import { text, walk } from '../../resource/element.ts';
import type { Finding } from '../finding.ts';
import type { Fault, Rule } from '../rule.ts';

export const MARKED_TEXT = 'FILL IN:';
export const MARKED_SEGMENT = 'FILL-IN';

/** Whether a value, white space collapsed, is a mark. */
export function isMarked(value: string): boolean {
  if (value.startsWith(MARKED_TEXT)) return true;
  return /^(?:https?|ivo):\/\/\S+$/.test(value) && value.split('/').includes(MARKED_SEGMENT);
}

export const PLACEHOLDER_RULES: Rule[] = [
  {
    id: 'NEW-01',
    severity: 'error',
    citation: 'docs/curating.md, voreg new',
    asks: 'No place that voreg new marked is left.',
    because:
      'A skeleton says at each marked place what belongs there. Users of the Virtual Observatory would see the mark instead of it.',
    example: {
      wrong: '<title>FILL IN: a title of a few words</title>',
      right: '<title>Solar survey archive BASS2000</title>',
    },
    *check({ root, text: document }) {
      // Both marks have the word, and nearly every record is without.
      if (!document.includes('FILL')) return;
      for (const element of walk(root)) {
        const found = text(element);
        if (isMarked(found)) yield { element, found, message: sentence(`<${element.name}>`, found) };
        for (const { name, value } of element.attributes) {
          const marked = value.trim();
          if (!isMarked(marked)) continue;
          const fault: Fault = { element, attribute: name, found: marked, message: '' };
          yield { ...fault, message: sentence(`${name} of <${element.name}>`, marked) };
        }
      }
    },
  },
];

/** What belongs to the place, in the words of its mark. */
function sentence(place: string, mark: string): string {
  const hint = mark.startsWith(MARKED_TEXT)
    ? mark.slice(MARKED_TEXT.length).trim()
    : mark
        .slice(mark.indexOf(MARKED_SEGMENT) + MARKED_SEGMENT.length)
        .replaceAll(/[-/?&]+/g, ' ')
        .trim();
  const wanted = hint === '' ? '' : `: ${hint.replace(/\.$/, '')}`;
  return `${place} is still to be filled in${wanted}.`;
}

/**
 * Findings without those that only repeat, by the schema or another rule, that a marked place is not filled in: each
 * marked place is one finding. The rest is as it was.
 */
export function withoutEchoes(findings: Finding[]): Finding[] {
  const marked = new Set(findings.filter(isMark).map(placeOf));
  return marked.size === 0 ? findings : findings.filter((f) => isMark(f) || !marked.has(placeOf(f)));
}

function isMark(finding: Finding): boolean {
  return finding.rule === 'NEW-01';
}

/** The element: the schema's findings have other indices and no attributes in their paths. */
function placeOf({ file, line, path }: Finding): string {
  return `${file}\n${line}\n${(path ?? '').replace(/\[1\]/g, '').replace(/\/@[^/]*$/, '')}`;
}
