/** The rule about the version attribute of the root (requirements.md VOR-04), and what each version added. */
import { attribute, type Element } from '../../resource/element.ts';
import { RI } from '../../resource/namespaces.ts';
import { type Fault, type Rule, type Subject, shortened } from '../rule.ts';
import { elementsNamed, elementsWith } from './elements.ts';
import { attributeFix } from './fixes.ts';

const VERSIONS = ['1.0', '1.1', '1.2', '1.3'];

/** With its own test in test/validate/rules/root.test.ts. Publication refuses its errors (record.ts). */
export const VERSION_RULES: Rule[] = [
  {
    id: 'VOR-04',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.1; VODataService 1.3 (draft)',
    asks: 'The version attribute of the root is that of the standard which the record is written for: 1.1 or 1.2, or 1.3 for what the draft of VODataService 1.3 adds.',
    because:
      'Without it a record is taken for VOResource 1.0, where later elements do not exist and a date without role means something else. What a draft adds may still change, so a record has to say that it means it; without that its publication is refused.',
    example: {
      wrong: '<ri:Resource xsi:type="vr:Service" …>',
      right: '<ri:Resource xsi:type="vr:Service" version="1.2" …>',
    },
    check: versionFaults,
  },
];

const LATER_ATTRIBUTES = ['altIdentifier', 'rightsURI'];
const LATER_ELEMENTS = ['altIdentifier', 'mirrorURL', 'testQueryString'];

/** What a version of VOResource added: the first element that has it tells what the record needs. */
function featureOf(element: Element): { version: string; name: string } | null {
  if (attribute(element, 'altIdentifier') !== null) {
    return { version: '1.2', name: `the altIdentifier attribute of <${element.name}>` };
  }
  if (attribute(element, 'rightsURI') !== null) return { version: '1.1', name: 'rightsURI' };
  const later = element.uri === '' && LATER_ELEMENTS.includes(element.local);
  return later ? { version: '1.1', name: `<${element.local}>` } : null;
}

/** The first element that VODataService 1.3, a draft, adds to 1.2: productTypeServed, dataSource, and stats of columns. */
export function draftElement(root: Element): Element | null {
  const found = elementsNamed(root, 'productTypeServed', 'dataSource', 'stats').filter((element) => {
    const { uri, local, parent } = element;
    if (uri !== '' || parent === null) return false;
    return local === 'stats' ? parent.local === 'column' || parent.local === 'param' : parent === root;
  });
  return found.reduce<Element | null>(
    (first, element) => (first === null || element.start < first.start ? element : first),
    null,
  );
}

function* versionFaults(subject: Subject): Iterable<Fault> {
  const { root } = subject;
  if (root.uri !== RI) return;
  const given = attribute(root, 'version')?.trim() ?? null;
  const place = { element: root, attribute: 'version', found: given ?? '' };
  const draft = given === '1.3' ? null : draftElement(root);
  if (draft !== null) {
    const has = given === null ? 'the record has no version' : `version is "${shortened(given)}"`;
    // Whether the record is to follow a draft is for the author to say: no fix.
    const message = `<${draft.local}> (line ${draft.line}) is of VODataService 1.3, but ${has}. Write version="1.3" on the root, or leave the element out.`;
    yield { ...place, message, severity: 'error' };
    return;
  }
  if (given !== null && !VERSIONS.includes(given)) {
    yield {
      ...place,
      message: `version="${shortened(given)}" is no version of VOResource. Write version="1.2".`,
    };
    return;
  }
  let needed: { version: string; name: string; line: number } | null = null;
  const candidates = [
    ...LATER_ATTRIBUTES.flatMap((name) => elementsWith(root, name)),
    ...elementsNamed(root, ...LATER_ELEMENTS),
  ];
  candidates.sort((a, b) => a.start - b.start);
  for (const element of candidates) {
    const feature = featureOf(element);
    if (feature !== null && (needed === null || feature.version > needed.version)) {
      needed = { ...feature, line: element.line };
    }
  }
  if (needed !== null && needed.version > (given ?? '1.0')) {
    // A record that says nothing may as well be of today; one that does is raised no further than it must.
    const newest = given === null ? '1.2' : needed.version;
    const has =
      given === null ? 'The record has no version, so it counts as VOResource 1.0' : `version="${given}"`;
    const message = `${has}, but ${needed.name} (line ${needed.line}) came with ${needed.version}. Write version="${newest}".`;
    const fix = given === null ? {} : attributeFix(subject, root, 'version', newest);
    yield { ...place, message, ...fix };
  } else if (given === null) {
    const message =
      'The record does not say which version of VOResource it is written for, so it counts as 1.0. Add version="1.2" to the root.';
    yield { element: root, message, severity: 'info' };
  } else if (given === '1.0') {
    const message =
      'version="1.0" is that of records of before 2018, in which a date without role means something else. Write version="1.2".';
    yield { ...place, message, severity: 'info' };
  }
}
