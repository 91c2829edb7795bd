/** A run of reconciling with one of everything, as the reports see it. */
import {
  countStatuses,
  type Entry,
  type Reconciliation,
  type RecordView,
} from '../../src/reconcile/result.ts';

export const apis: RecordView = {
  id: 'ivo://padc.example/apis/epn_core',
  title: 'Auroral Planetary Imaging and Spectroscopy',
  type: 'CatalogResource',
  source: 'here',
  owner: 'padc.example',
  page: 'https://padc.example/records/padc.example/apis/epn_core',
  access: 'http://voparis-tap-planeto.obspm.fr/tap',
  version: '0123456789abcdef0123456789abcdef01234567',
};
export const repository: RecordView = {
  id: 'spase://SMWG/Repository/PADC/APIS',
  title: 'Auroral Planetary Imaging and Spectroscopy',
  type: 'Repository',
  source: 'ihdea',
  owner: 'SMWG',
  page: 'https://spase-metadata.org/SMWG/Repository/PADC/APIS.html',
  access: 'https://apis.obspm.fr',
  version: null,
};

const related: Entry = {
  status: 'related',
  reason: 'skos:relatedMatch: both records exist.',
  here: apis,
  there: repository,
  predicate: 'skos:relatedMatch',
  proposal: null,
  differences: [],
  evidence: null,
  notes: ['One is a service, the other the place that offers it.'],
  draftType: null,
  changes: [],
};

const candidate: Entry = {
  status: 'candidate',
  reason: 'A record there resembles it.',
  here: {
    ...apis,
    id: 'ivo://padc.example/amdadb/epn_core',
    title: 'AMDA planetary and heliophysics plasma data',
  },
  there: {
    ...repository,
    id: 'spase://CNES/NumericalData/A',
    title: 'AMDA data',
    owner: 'CNES',
    type: 'NumericalData',
  },
  predicate: 'dcterms:hasPart',
  proposal: 'review',
  differences: [],
  evidence: {
    score: 0.72,
    zone: 'review',
    features: [
      { name: 'title', value: 0.8, weight: 4 },
      { name: 'instrument', value: 0.5, weight: 2 },
    ],
    contradictions: ['The cadences differ: PT4S here, PT60S there.'],
    runnerUp: { id: 'spase://CNES/NumericalData/B', title: 'AMDA data, 60 s', score: 0.7 },
    margin: 0.02,
  },
  notes: [],
  draftType: null,
  changes: [
    {
      side: 'there',
      kind: 'AccessURL',
      summary: 'An AccessURL with Style=EPNTAP.',
      text: '@@ -1 +1,2 @@\n <AccessInformation>\n+<AccessURL>',
    },
  ],
};

const diverged: Entry = {
  ...related,
  status: 'diverged',
  reason: 'The two differ in title, rights.',
  predicate: 'skos:exactMatch',
  notes: [],
  differences: [
    {
      field: 'title',
      severity: 'medium',
      here: 'Juno WAVES survey spectra',
      there: 'Juno WAVES level 3 spectra',
      changedBy: 'both',
    },
    { field: 'rights', severity: 'high', here: 'CC-BY-4.0', there: null, changedBy: 'unknown' },
  ],
};

/** Values that try to break out of the page. */
export const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u001b[31m';

const hostile: Entry = {
  ...candidate,
  reason: HOSTILE,
  here: { ...apis, title: HOSTILE, page: 'javascript:alert(1)', access: 'data:text/html,x', owner: HOSTILE },
  notes: [HOSTILE],
  differences: [{ field: HOSTILE, severity: 'low', here: HOSTILE, there: HOSTILE, changedBy: 'neither' }],
  draftType: null,
  changes: [{ side: 'here', kind: 'fields', summary: HOSTILE, text: `+${HOSTILE}` }],
};

export function exampleResult(withHostile = false): Reconciliation {
  const entries = withHostile ? [related, candidate, diverged, hostile] : [related, candidate, diverged];
  const bulk = [
    { status: 'missing-here' as const, owner: 'CNES', about: null, count: 991, examples: [repository] },
  ];
  return {
    version: 1,
    scope: 'padc',
    at: '2026-11-20T12:00:00Z',
    here: { records: 79, links: 2, commit: 'abcdef0123456789abcdef0123456789abcdef01' },
    sources: [
      {
        id: 'ihdea',
        url: 'https://github.com/hpde/hpde.io',
        records: 27_892,
        asOf: '2026-11-20T11:00:00Z',
        isComplete: true,
      },
    ],
    entries,
    bulk,
    sightings: [{ ivoid: apis.id, source: 'gavo', finding: 'stale', behind: 604_800 }],
    counts: countStatuses(entries, bulk),
    caveats: ['The source esa was not harvested completely: nothing is concluded from it.'],
    held: null,
  };
}
