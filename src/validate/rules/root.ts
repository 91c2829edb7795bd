/** Rules about the root element of a record: dates, version, status, type (requirements.md VOR). */
import { attribute, child, text, xsiType } from '../../resource/element.ts';
import { VG, VR, VS, XSI } from '../../resource/namespaces.ts';
import { attributeText, type Rule, shortened } from '../rule.ts';
import { inFuture, readDate, utcSeconds } from './dates.ts';
import { attributeFix, textFix } from './fixes.ts';
import { NAMESPACE_RULES } from './namespaces.ts';
import { TEXT_RULES } from './text.ts';
import { isType } from './types.ts';
import { VERSION_RULES } from './version.ts';

/** Each with its own test in test/validate/rules/root.test.ts. */
export const ROOT_RULES: Rule[] = [
  {
    id: 'VOR-01',
    severity: 'error',
    citation: 'VOResource 1.2 §3.1; RofR test VRdate',
    asks: 'created and updated are not in the future.',
    because: 'The Registry of Registries refuses a registry that sends such a record.',
    example: { wrong: 'created="2062-11-20T10:00:00Z"', right: 'created="2026-11-20T10:00:00Z"' },
    *check({ root, now }) {
      for (const name of ['created', 'updated']) {
        const found = attributeText(root, name);
        const date = readDate(found);
        if (date === null || inFuture(date, now) !== 'yes') continue;
        const place = { element: root, attribute: name, found };
        const message = `${name}="${found}" is in the future.`;
        // What the registry serves as `updated` is its own.
        if (name === 'updated') {
          yield {
            ...place,
            message: `${message} Leave updated out: the registry fills it in.`,
            severity: 'warning',
          };
        } else {
          yield {
            ...place,
            message: `${message} Write when this record was first made, or leave it out: the registry fills it in.`,
          };
        }
      }
    },
  },
  {
    id: 'VOR-02',
    severity: 'info',
    citation: 'VOResource 1.2 §2.2.4, vr:UTCTimestamp',
    asks: 'Timestamps are UTC and end in Z; a day has no zone.',
    because:
      'Without a zone they are taken for UTC; with another zone the schema refuses a timestamp, and takes a day for something else than was meant.',
    example: { wrong: 'created="2026-11-20T10:00:00"', right: 'created="2026-11-20T10:00:00Z"' },
    *check(subject) {
      const { root } = subject;
      for (const name of ['created', 'updated']) {
        const found = attribute(root, name);
        if (found === null) continue;
        const trouble = timestampTrouble(found.trim(), true);
        if (trouble === null) continue;
        const fix = trouble.instead === null ? {} : attributeFix(subject, root, name, trouble.instead);
        yield {
          element: root,
          attribute: name,
          found,
          ...fix,
          message: `${name}="${shortened(found)}" ${trouble.says}`,
          severity: trouble.severity,
        };
      }
      const curation = child(root, 'curation');
      for (const element of curation?.children.filter((c) => c.local === 'date' && c.uri === '') ?? []) {
        const found = text(element);
        const trouble = timestampTrouble(found, false);
        if (trouble === null) continue;
        const fix = trouble.instead === null ? {} : textFix(subject, element, trouble.instead);
        yield {
          element,
          found,
          ...fix,
          message: `The date "${shortened(found)}" ${trouble.says}`,
          severity: trouble.severity,
        };
      }
    },
  },
  {
    id: 'VOR-03',
    severity: 'warning',
    citation: 'requirements.md VOR-03',
    asks: 'updated is not before created.',
    because:
      'One of the two must be wrong. updated can be left out: the registry writes the date of publication.',
    example: {
      wrong: 'created="2026-11-20T10:00:00Z" updated="2019-01-01T00:00:00Z"',
      right: 'created="2026-11-20T10:00:00Z"',
    },
    *check({ root }) {
      const [created, updated] = ['created', 'updated'].map((name) => readDate(attributeText(root, name)));
      if (!created || !updated || updated.time >= created.time) return;
      const found = attributeText(root, 'updated');
      const message = `updated="${found}" is before created="${attributeText(root, 'created')}". Leave updated out, or correct created.`;
      yield { element: root, attribute: 'updated', found, message };
    },
  },
  ...VERSION_RULES,
  ...NAMESPACE_RULES,
  ...TEXT_RULES,
  {
    id: 'VOR-11',
    severity: 'error',
    citation: 'VOResource 1.2 §3.1.1, vr:ShortName',
    asks: 'A shortName has at most 16 characters; the record of a registry has one.',
    because: 'It is what fits into a narrow column; the reports on registries name those without.',
    example: {
      wrong: '<shortName>Solar survey archive BASS2000</shortName>',
      right: '<shortName>BASS2000</shortName>',
    },
    *check({ root }) {
      const element = child(root, 'shortName');
      const found = text(element);
      const { length } = [...found];
      if (element !== null && length > 16) {
        const message = `The shortName "${shortened(found)}" has ${length} characters; 16 are allowed. Shorten it to a word or an acronym.`;
        yield { element, found, message };
      } else if (found === '' && isType(root, VG, 'Registry')) {
        const message =
          'The registry has no shortName. Add <shortName>…</shortName> after the title, at most 16 characters.';
        yield { element: element ?? root, message, severity: 'warning' };
      }
    },
  },
  {
    id: 'VOR-12',
    severity: 'info',
    citation: 'VOResource 1.2 §3.1; OAI-PMH 2.0 §2.5.1; design P5',
    asks: 'A record with status="deleted" is not sent to harvesters; they get a note of the deletion.',
    because:
      'Metadata of deleted resources must not appear in OAI-PMH answers. For a pause, status="inactive" keeps the record.',
    example: { wrong: 'status="deleted"', right: 'status="inactive"' },
    *check({ root }) {
      const found = attributeText(root, 'status');
      if (found.toLowerCase() !== 'deleted') return;
      const message = `status="${found}" withdraws this resource: harvesters get a deletion notice and no metadata. Write status="inactive" if it is only out of service for now.`;
      yield { element: root, attribute: 'status', found, message };
    },
  },
  {
    id: 'VOR-13',
    severity: 'info',
    citation: 'VOResource 1.2 §2.2.7; VODataService 1.2 §3.1',
    asks: 'The xsi:type of the root is as specific as possible, and none of the legacy types vs:DataCollection and vs:StandardSTC.',
    because:
      'People and clients select by type; a plain vr:Resource is found by nobody who looks for data or services.',
    example: { wrong: 'xsi:type="vs:DataCollection"', right: 'xsi:type="vs:DataResource"' },
    *check({ root }) {
      const type = xsiType(root);
      const found = attributeText(root, 'type', XSI);
      const place = { element: root, attribute: 'xsi:type', found };
      if (type?.uri === VR && type.local === 'Resource') {
        yield {
          ...place,
          message: `xsi:type="${found}" says nothing about the resource. Use e.g. vr:Organisation, vr:Service or vs:DataResource.`,
        };
      } else if (type?.uri === VS && type.local === 'DataCollection') {
        yield {
          ...place,
          severity: 'warning',
          message: `xsi:type="${found}" is a legacy type. Use vs:DataResource, or vs:CatalogResource for data with tables.`,
        };
      } else if (type?.uri === VS && type.local === 'StandardSTC') {
        yield {
          ...place,
          severity: 'warning',
          message: `xsi:type="${found}" is a legacy type: coverage is written with spatial, temporal and spectral now.`,
        };
      }
    },
  },
];

interface TimestampTrouble {
  says: string;
  severity: 'error' | 'warning' | 'info';
  instead: string | null;
}

/** What is wrong with a date; a timestamp is wanted in the root's attributes, a day may stand in curation/date. */
function timestampTrouble(value: string, wantsTime: boolean): TimestampTrouble | null {
  const date = readDate(value);
  if (date === null) return unreadable(value, wantsTime);
  if (date.isDay) {
    if (wantsTime) {
      return {
        says: `is a day. Write a timestamp such as ${value.slice(0, 10)}T00:00:00Z.`,
        severity: 'error',
        instead: null,
      };
    }
    if (date.zone === '' || date.zone === 'Z') return null;
    const instead = /00:00$/.test(date.zone) ? value.slice(0, 10) : null;
    return {
      says: `has a zone. Days are UTC: write ${value.slice(0, 10)}, or the day in UTC.`,
      severity: 'warning',
      instead,
    };
  }
  if (date.zone === 'Z') return null;
  const instead = date.zone === '' ? `${value}Z` : utcSeconds(date.time);
  return date.zone === ''
    ? { says: `does not say that it is UTC. Write ${instead}.`, severity: 'info', instead }
    : { says: `is not in UTC. Write ${instead}.`, severity: 'error', instead };
}

function unreadable(value: string, wantsTime: boolean): TimestampTrouble | null {
  // xs:date also has years of more than four digits and before 1; a day is well-formed there.
  if (!wantsTime && /^-?\d{4,}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?$/.test(value)) return null;
  const spaced = /^(\d{4}-\d\d-\d\d) +(\d\d:\d\d:\d\d(?:\.\d+)?)(Z?)$/.exec(value);
  const instead = spaced === null ? null : `${spaced[1]}T${spaced[2]}Z`;
  const form = wantsTime ? '2026-11-20T10:00:00Z' : '2026-11-20 or 2026-11-20T10:00:00Z';
  return {
    says: `is no date of the form ${form}. Write ${instead ?? 'it in that form'}.`,
    severity: 'error',
    instead,
  };
}
