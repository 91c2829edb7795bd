import { DOCUMENT_RULES } from '../../../src/validate/rules/document.ts';
import { type Case, DOCUMENT, type FineCase, SERVICE, tryRules } from './cases.ts';

const change = (
  rule: string,
  from: string,
  to: string,
  at: string,
  says: string,
  extra: Partial<Case> = {},
): Case => ({
  rule,
  model: DOCUMENT,
  wrong: [[from, to]],
  at,
  says,
  ...extra,
});

const RENDERED = '<interface xsi:type="vr:WebBrowser" role="rendered">';
const CODE = '<languageCode>en</languageCode>';

const cases: Case[] = [
  change(
    'DOC-01',
    '<capability xsi:type="doc:Edition">',
    '<capability>',
    '<ri:Resource',
    'The document has no edition',
  ),
  change('DOC-01', ' role="rendered"', '', '<capability', 'Write role="rendered"'),
  change(
    'DOC-01',
    RENDERED,
    '<interface xsi:type="vr:WebService" role="rendered">',
    '<interface',
    'is not for a browser',
  ),
  change('DOC-01', 'role="source"', 'role="other"', '<capability', 'does not say where its source is', {
    severity: 'info',
  }),
  change('DOC-02', CODE, '<languageCode>en_US</languageCode>', '<languageCode', 'Write en-us', {
    fixed: [[CODE, '<languageCode>en-us</languageCode>']],
  }),
  change(
    'DOC-02',
    CODE,
    '<languageCode>English, mostly</languageCode>',
    '<languageCode',
    'one such as en or fr',
  ),
  change(
    'DOC-03',
    '<date role="Inspected">',
    '<date role="Updated">',
    '<curation',
    'last made sure that the text works',
  ),
  change('DOC-03', '>Cites<', '>IsPartOf<', '<content>', 'which programs and services the text uses'),
  change('DOC-03', '<type>Education<', '<type>Other<', '<type>', 'Add <type>Education or Outreach</type>'),
];

const fine: FineCase[] = [
  { rule: 'DOC-02', model: DOCUMENT, fine: [[CODE, '<languageCode>es-mx</languageCode>']] },
  {
    rule: 'DOC-03',
    model: DOCUMENT,
    fine: [
      ['>Cites<', '>IsSupplementTo<'],
      ['>Education<', '>Outreach<'],
    ],
  },
  { rule: 'DOC-03', model: SERVICE, fine: [['<date role="Inspected">', '<date role="Updated">']] },
];

tryRules(DOCUMENT_RULES, cases, fine);
