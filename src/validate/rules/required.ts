/** What capabilities of a standard must have (SVC-16), and auxiliary ones beside them (VDS-09). */
import { child, descend, text } from '../../resource/element.ts';
import type { Rule } from '../rule.ts';
import { capabilities, isAuxiliary, standardID, typeName } from '../standards.ts';

/** Elements that the schemas of SimpleDALRegExt 1.2 and TAPRegExt 1.1 require, in their order. */
const REQUIRED: Record<string, readonly string[]> = {
  'cs:ConeSearch': ['verbosity'],
  'sia:SimpleImageAccess': ['imageServiceType'],
  'ssap:SimpleSpectralAccess': ['complianceLevel', 'dataSource', 'creationType', 'supportedFrame'],
  'slap:SimpleLineAccess': ['complianceLevel', 'dataSource'],
  'tr:TableAccess': ['language', 'outputFormat'],
};

/** Also in the spelling of VOResource 1.0. */
const SERVED_BY = /^(IsServedBy|served-by)$/i;

/** Each with its own test in test/validate/rules/service.test.ts. */
export const REQUIRED_RULES: Rule[] = [
  {
    id: 'SVC-16',
    severity: 'error',
    citation: 'SimpleDALRegExt 1.2; TAPRegExt 1.1',
    asks: 'A capability of a standard has what its type requires: imageServiceType for SIA; complianceLevel, dataSource, creationType and supportedFrame for SSA; complianceLevel and dataSource for SLAP; verbosity for Cone Search; language and outputFormat for TAP.',
    because: 'The schema refuses the record without them, and clients choose services by them.',
    example: {
      wrong: '<maxRecords>100</maxRecords>',
      right: '<imageServiceType>Pointed</imageServiceType>\n<maxRecords>100</maxRecords>',
    },
    *check({ root }) {
      for (const element of capabilities(root)) {
        const type = typeName(element, '');
        for (const name of REQUIRED[type] ?? []) {
          if (child(element, name) !== null) continue;
          yield { element, message: `The capability is a ${type}, but has no ${name}. Add <${name}>.` };
        }
      }
    },
  },
  {
    id: 'VDS-09',
    severity: 'warning',
    citation: 'VODataService 1.2 §2.2.3; Discovering Data Collections',
    asks: 'A record with an auxiliary capability says by a relationship IsServedBy which service it belongs to.',
    because:
      'Clients find the data through the collection and query it through the service, whose record has what they need.',
    example: {
      wrong: '<relationshipType>IsSupplementedBy</relationshipType>',
      right:
        '<relationshipType>IsServedBy</relationshipType>\n<relatedResource ivo-id="ivo://padc.example/tap/planeto">PADC TAP service</relatedResource>',
    },
    *check({ root }) {
      const auxiliary = capabilities(root).map(standardID).find(isAuxiliary);
      if (auxiliary === undefined) return;
      const relations = descend(root, 'content', 'relationship', 'relationshipType').map(text);
      if (relations.some((relation) => SERVED_BY.test(relation))) return;
      const message = `The capability ${auxiliary} is auxiliary, but no relationship IsServedBy says which service it belongs to. Add one with the ivo-id of the service record.`;
      yield { element: child(root, 'content') ?? root, message };
    },
  },
];
