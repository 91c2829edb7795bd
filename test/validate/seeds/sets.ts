/** Faults that show across the records of a set. */
import type { Change, SetSeed } from './seed.ts';

const CONE = 'bess/cone';
const COLLECTION = 'bess/collection';
const CONE_ID: Change = [
  '<identifier>ivo://padc.example/bess/cone<',
  '<identifier>ivo://padc.example/bess/cone2<',
];
const copy = (model: string, ...changes: Change[]) => ({ copy: model, changes });

/** Of records/padc.example: what the sets below consist of. */
export const SET_MODELS = [
  'registry',
  'authority',
  'org/padc',
  'org/obspm',
  'org/lira',
  CONE,
  COLLECTION,
  'bess/ssa',
  'std/platequery',
  'std/platemeta',
];

export const SET_SEEDS: SetSeed[] = [
  {
    rule: 'RI-11',
    files: {
      'zz/registry': copy(
        'registry',
        ['<ri:Resource', '▶<ri:Resource'],
        ['<identifier>ivo://padc.example/registry<', '<identifier>ivo://padc.example/second<'],
      ),
    },
  },
  { rule: 'RI-13', files: { authority: null, registry: [['<managedAuthority>', '▶<managedAuthority>']] } },
  {
    rule: 'RI-13',
    files: {
      registry: [
        ['</managedAuthority>', '</managedAuthority>\n  ▶<managedAuthority>bess.example</managedAuthority>'],
      ],
    },
  },
  {
    rule: 'RI-12',
    files: {
      registry: [
        ['<ri:Resource', '▶<ri:Resource'],
        ['  <managedAuthority>padc.example</managedAuthority>\n', ''],
      ],
    },
  },
  { rule: 'IDN-04', files: { 'zz/cone': copy(CONE, ['<identifier>', '▶<identifier>']) } },
  {
    rule: 'IDN-04',
    files: {
      'zz/cone': copy(CONE, [
        '<identifier>ivo://padc.example/bess/cone<',
        '▶<identifier>ivo://padc.example/BESS/Cone<',
      ]),
    },
  },
  {
    rule: 'IDN-06',
    files: {
      [CONE]: [['<identifier>ivo://padc.example/bess/cone<', '▶<identifier>ivo://bess.example/cone<']],
    },
  },
  {
    rule: 'IDN-07',
    files: {
      [CONE]: [
        [
          '<publisher ivo-id="ivo://padc.example/org/padc"',
          '▶<publisher ivo-id="ivo://padc.example/org/pdac"',
        ],
      ],
    },
  },
  {
    rule: 'IDN-07',
    files: {
      [CONE]: [
        [
          '<relatedResource ivo-id="ivo://padc.example/bess/collection"',
          '▶<relatedResource ivo-id="ivo://padc.example/bess/data"',
        ],
      ],
    },
  },
  {
    rule: 'IDN-07',
    files: {
      authority: [
        [
          '<managingOrg ivo-id="ivo://padc.example/org/padc"',
          '▶<managingOrg ivo-id="ivo://padc.example/org/none"',
        ],
      ],
    },
  },
  {
    rule: 'IDN-07',
    files: {
      [CONE]: [
        [
          '<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/ConeSearch"',
          '▶<capability xsi:type="cs:ConeSearch" standardID="ivo://padc.example/std/cone"',
        ],
      ],
    },
  },
  {
    rule: 'CUR-07',
    files: {
      [CONE]: [
        [
          '<publisher ivo-id="ivo://padc.example/org/padc"',
          '▶<publisher ivo-id="ivo://padc.example/bess/ssa"',
        ],
      ],
    },
  },
  {
    rule: 'RI-18',
    files: {
      authority: [
        [
          '<managingOrg ivo-id="ivo://padc.example/org/padc"',
          '▶<managingOrg ivo-id="ivo://padc.example/registry"',
        ],
      ],
    },
  },
  {
    rule: 'CON-07',
    files: {
      [CONE]: [
        [
          '<title>BeSS',
          '▶<validationLevel validatedBy="ivo://padc.example/bess/ssa">2</validationLevel>\n  <title>BeSS',
        ],
      ],
    },
  },
  {
    rule: 'VDS-09',
    files: {
      [COLLECTION]: [
        ['<content>', '▶<content>'],
        ['<relationshipType>IsServedBy', '<relationshipType>IsSupplementedBy'],
      ],
    },
  },
  {
    rule: 'VDS-09',
    files: {
      [COLLECTION]: [
        [
          '<accessURL use="base">https://voparis-demo.obspm.fr/bess/scs?',
          '▶<accessURL use="base">https://voparis-demo.obspm.fr/bess/other?',
        ],
      ],
    },
  },
  { rule: 'SAME-TITLE', files: { 'zz/cone': copy(CONE, ['<title>', '▶<title>'], CONE_ID) } },
];
