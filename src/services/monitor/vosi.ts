/** What a service says of itself (VOSI 1.1), and whether that is what its record says. */
import { attribute, child, children, type Element, text } from '../../resource/element.ts';
import { each } from '../../resource/field-values.ts';
import type { Problem } from '../../store/monitor.ts';
import { isAuxiliary, standing } from '../../validate/standards.ts';
import { decodeAnyway } from '../../xml/decode.ts';
import { parseXml, XmlFault } from '../../xml/tree.ts';
import type { Answer } from './call.ts';
import { problem } from './problems.ts';
import { isPage, someOf } from './votable.ts';

/** Whether it is available, and what it notes. */
export function availabilityProblems(answer: Answer): Problem[] {
  const read = documentOf(answer, 'availability');
  if ('fault' in read) return [read.fault];
  const [available] = each(read.root, 'available');
  if (available === undefined)
    return [problem('not-vosi', 'The availability does not say whether it is available.')];
  if (/^(true|1)$/.test(text(available))) return [];
  const notes = each(read.root, 'note')
    .map((note) => text(note))
    .filter((note) => note !== '');
  const back = text(each(read.root, 'backAt')[0]);
  const until = back === '' ? '' : ` It is to be back at ${back.slice(0, 30)}.`;
  return [
    problem(
      'unavailable',
      `The service says that it is not available${notes.length === 0 ? '.' : `: ${notes.join('; ').slice(0, 300)}`}${until}`,
    ),
  ];
}

const HEAD_BYTES = 8 * 1024;

/** Only the beginning is looked at: that of a large service has 60 MB. */
export function tablesProblems({ bytes }: Answer): Problem[] {
  const written = decodeAnyway(bytes.subarray(0, HEAD_BYTES)).text;
  if (isPage(written)) return [problem('html', 'It answers with a page for people, not with its tables.')];
  const begun = /<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]/.exec(
    written.replace(/<!--[\s\S]*?-->/g, '').replace(/<\?[\s\S]*?\?>/g, ''),
  );
  // VOSI 1.0 also has one schema or table alone for an address.
  if (/^(tableset|tables|table|schema)$/.test(begun?.[1] ?? '')) return [];
  return [
    problem('not-vosi', `The answer is no tableset but ${begun?.[1]?.slice(0, 50) ?? 'nothing in XML'}.`),
  ];
}

/** Where the capabilities and those of the record are not the same, as far as both are about the same service. */
export function capabilitiesProblems(answer: Answer, record: Element): Problem[] {
  const read = documentOf(answer, 'capabilities');
  if ('fault' in read) return [read.fault];
  const [ours, theirs] = [addressesOf(record), addressesOf(read.root)];
  if (theirs.size === 0) return [problem('not-vosi', 'The capabilities name no standard.')];
  const problems: Problem[] = [];
  // `#aux` is a service elsewhere, through which the data of this record are reached too.
  const missing = [...ours.keys()].filter((id) => !theirs.has(id) && !isAuxiliary(id));
  if (missing.length > 0)
    problems.push(
      problem('capabilities-missing', `The record has what the service does not name: ${someOf(missing)}.`),
    );
  const isService = [...ours.keys()].some((id) => !isAuxiliary(id) && !isAbout(id));
  const extra = [...theirs.keys()].filter(
    (id) => !ours.has(id) && !isAbout(id) && standing(id) === 'known' && !isAuxiliary(id),
  );
  if (isService && extra.length > 0)
    problems.push(
      problem('capabilities-extra', `The service names what the record does not have: ${someOf(extra)}.`),
    );
  for (const [id, urls] of ours) {
    const named = theirs.get(id);
    if (named === undefined || isAuxiliary(id) || [...urls].some((url) => named.has(url))) continue;
    problems.push(
      problem(
        'capabilities-address',
        `${id} is at ${[...urls][0]?.slice(0, 200)} in the record, and at ${[...named][0]?.slice(0, 200)} for the service.`,
      ),
    );
  }
  return problems;
}

/** VOSI endpoints and examples: a record may well leave them out. */
function isAbout(id: string): boolean {
  return /^ivo:\/\/ivoa\.net\/std\/(vosi|dali)#/.test(id);
}

/** standardID in lower case → addresses in which http and https, and what they end in, are the same. */
function addressesOf(element: Element): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const capability of children(element, 'capability')) {
    const id = attribute(capability, 'standardID')?.trim().toLowerCase() ?? '';
    if (!id.startsWith('ivo://')) continue;
    const urls = found.get(id) ?? new Set();
    for (const face of children(capability, 'interface')) {
      const url = text(child(face, 'accessURL'));
      if (url !== '') urls.add(url.replace(/^https?:/i, '').replace(/(?<![?&/])[?&/]+$/, ''));
    }
    if (urls.size > 0) found.set(id, urls);
  }
  return found;
}

/** The root of a document of that kind. */
function documentOf({ bytes, isCut }: Answer, kind: string): { root: Element } | { fault: Problem } {
  const written = decodeAnyway(bytes).text;
  if (isPage(written))
    return { fault: problem('html', 'It answers with a page for people, not with its document.') };
  if (isCut) return { fault: problem('too-large', `Its ${kind} has more than ${bytes.length} bytes.`) };
  try {
    const { root } = parseXml(written);
    if (root.local === kind) return { root };
    return { fault: problem('not-vosi', `The answer is no ${kind} but ${root.local.slice(0, 50)}.`) };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return {
      fault: problem('not-xml', `The answer is not well-formed XML (line ${error.line}): ${error.message}`),
    };
  }
}
