/** Rules about the words in a record: language, markup, emptiness (requirements.md VOR-07…10). */
import { attribute, children, descend, type Element, text } from '../../resource/element.ts';
import { XML } from '../../resource/namespaces.ts';
import { type Rule, shortened } from '../rule.ts';
import { elementsNamed, elementsWith } from './elements.ts';
import { attributeFix } from './fixes.ts';
import { foreignLanguage } from './language.ts';

/** Letters of another script than Latin and Greek; ª, µ and ℓ belong to no script. */
const FOREIGN_LETTER = /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}])\p{L}/gu;
/** α and Δλ stand in many descriptions; a word of Greek does not. */
const GREEK_WORD = /[\u0370-\u03ff\u1f00-\u1fff]{4,}/;
/** Where letters of other scripts than Latin are, and than Greek: looking for scripts by name is slow. */
const BEYOND_LATIN = /[\u0370-\u1dff\u1f00-\u1fff\u2c00-\uffff]/;
const BEYOND_GREEK = /[\u03e2-\u03ef\u0400-\u1dff\u2c00-\uffff]/;
const PROSE = ['title', 'shortName', 'description', 'rights', 'subject'];
const NAMES = ['publisher', 'contributor', 'name', 'managingOrg'];

/** BCP 47 in lower case; long enough for what is used. */
export const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,4}$/;

/** Elements of HTML that descriptions have been seen with. */
const HTML =
  /<\/?(?:a|abbr|address|b|big|blockquote|br|center|cite|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|th|tr|tt|u|ul)(?:\s[^<>]*)?\/?>/i;
const ENTITY = /&(?:[a-z]{2,8}\d{0,2}|#\d{1,6}|#x[\da-f]{1,5});/i;
const TEX =
  /\\(?:begin|textit|textbf|emph|mathrm|mathit|cite[pt]?|ref|href|url|alpha|beta|gamma|mu|sigma|lambda|sim|odot|times|frac|rm|it|bf)(?![A-Za-z])/;

/** Each with its own test in test/validate/rules/root.test.ts. */
export const TEXT_RULES: Rule[] = [
  {
    id: 'VOR-07',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.3',
    asks: 'Titles, subjects, descriptions and rights are in English, and names are in Latin letters.',
    because: 'Everybody in the VO searches the same texts, in English.',
    example: { wrong: '<title>Атлас Солнца</title>', right: '<title>Atlas of the Sun</title>' },
    *check({ root, text: document }) {
      // One look at the whole record is enough for nearly all; a reference may stand for any letter.
      const isLatin = !document.includes('&#') && !BEYOND_LATIN.test(document);
      for (const element of isLatin ? [] : elementsNamed(root, ...PROSE, ...NAMES)) {
        if (element.uri !== '' || !BEYOND_LATIN.test(element.text)) continue;
        const isName = NAMES.includes(element.local) && isPerson(element);
        if (!isName && !PROSE.includes(element.local)) continue;
        const letters = BEYOND_GREEK.test(element.text)
          ? (element.text.match(FOREIGN_LETTER)?.length ?? 0)
          : 0;
        const foreign = letters >= (isName ? 1 : 2) || GREEK_WORD.test(element.text);
        if (!foreign) continue;
        const what = isName ? 'Write the name in its usual Latin transliteration' : 'Write it in English';
        const message = `<${element.name}> has letters that are not Latin: "${shortened(text(element))}". ${what}.`;
        yield { element, found: text(element), message };
      }
      for (const element of descend(root, 'content', 'description')) {
        const language = foreignLanguage(element.text);
        if (language === null) continue;
        const message = `The description seems to be in ${language}. Write it in English: everybody searches in English.`;
        yield { element, found: text(element), message };
      }
    },
  },
  {
    id: 'VOR-08',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.3; BCP 47',
    asks: 'xml:lang is a language tag in lower case, such as en or pt-br.',
    because: 'Clients compare it as text.',
    example: { wrong: 'xml:lang="en-US"', right: 'xml:lang="en-us"' },
    *check(subject) {
      for (const element of elementsWith(subject.root, 'lang')) {
        const found = attribute(element, 'lang', XML);
        if (found === null || LANGUAGE.test(found)) continue;
        const instead = languageTag(found);
        const fix = instead === null ? {} : attributeFix(subject, element, 'xml:lang', instead);
        const message = `xml:lang="${shortened(found)}" is not a language tag in lower case. Write ${instead ?? 'one such as en or fr'}.`;
        yield { element, attribute: 'xml:lang', found, message, ...fix };
      }
    },
  },
  {
    id: 'VOR-09',
    severity: 'warning',
    citation: 'RegTAP 1.2 §4.1, §4.2',
    asks: 'Title, publisher, names of creators and contacts, description, subject and accessURL are not empty.',
    because:
      'The schema lets empty ones pass, but search services store nothing for them, and the record is not found.',
    example: { wrong: '<title> </title>', right: '<title>Solar survey archive BASS2000</title>' },
    *check({ root }) {
      const wanted = [
        ...children(root, 'title'),
        ...descend(root, 'curation', 'publisher'),
        ...descend(root, 'curation', 'creator', 'name'),
        ...descend(root, 'curation', 'contact', 'name'),
        ...descend(root, 'content', 'subject'),
        ...descend(root, 'content', 'description'),
        ...descend(root, 'capability', 'interface', 'accessURL'),
      ];
      for (const element of wanted) {
        if (text(element) !== '' || element.children.length > 0) continue;
        const message = `<${element.name}> is empty. Write something there${element.local === 'subject' ? ', or remove it' : ''}.`;
        yield { element, found: '', message };
      }
    },
  },
  {
    id: 'VOR-10',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.1.3',
    asks: 'Titles and descriptions are plain text: no HTML, no entities, no TeX. An empty line separates paragraphs.',
    because: 'Clients show what is written, tags and all.',
    example: {
      wrong: '<description>Images of the &lt;b&gt;Sun&lt;/b&gt;</description>',
      right: '<description>Images of the Sun</description>',
    },
    *check({ root }) {
      for (const element of elementsNamed(root, 'title', 'description')) {
        if (element.uri !== '') continue;
        const inside = element.children[0];
        if (inside !== undefined) {
          const message = `<${element.name}> contains an element, <${shortened(inside.name)}>. Write plain text.`;
          yield { element, found: inside.name, message, severity: 'error' };
          continue;
        }
        if (!/[<&\\]/.test(element.text)) continue;
        const markup = HTML.exec(element.text) ?? ENTITY.exec(element.text);
        const tex = markup === null ? TEX.exec(element.text) : null;
        const found = (markup ?? tex)?.[0];
        if (found === undefined) continue;
        const message = `<${element.name}> has ${tex === null ? 'markup' : 'TeX'}, "${shortened(found)}", which clients show as it is. Write plain text.`;
        yield { element, found, message, ...(tex === null ? {} : { severity: 'info' as const }) };
      }
    },
  },
];

/** Names of people and organisations, not those of columns and parameters. */
function isPerson(element: Element): boolean {
  if (element.local !== 'name') return true;
  const { parent } = element;
  return parent !== null && (parent.local === 'creator' || parent.local === 'contact');
}

/** The tag in lower case with hyphens, if that makes it one. */
export function languageTag(value: string): string | null {
  const tag = value.trim().toLowerCase().replaceAll('_', '-');
  return LANGUAGE.test(tag) ? tag : null;
}
