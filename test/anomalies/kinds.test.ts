/** Each kind of anomaly: found where it is, and not found in a twin that differs in just that. */
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/anomalies/kinds.ts';
import { factsOf, fields, Registry, rofr } from './world.ts';

const PARIS = 'org.paris';
const JENA = 'org.jena';

interface Trial {
  found: () => Registry[];
  clean: () => Registry[];
  subject: string;
  says: RegExp;
}

const paris = () => new Registry('paris', PARIS);
const jena = () => new Registry('jena', JENA);
/** A registry after a change. */
const made = (registry: Registry, change: (registry: Registry) => void): Registry => {
  change(registry);
  return registry;
};

const TRIALS: Record<string, Trial> = {
  'ivoid-published-twice': {
    found: () => [paris().add(fields('ivo://org.paris/Star')), jena().add(fields('ivo://org.paris/star'))],
    clean: () => [paris().add(fields('ivo://org.paris/star')), jena().add(fields('ivo://org.jena/star'))],
    subject: 'ivo://org.paris/star',
    says: /paris and jena/,
  },
  'ivoid-deleted-and-alive': {
    found: () => [
      paris().add(fields('ivo://org.paris/a'), { deleted: true, fields: null, validity: null }),
      jena().add(fields('ivo://org.paris/a')),
    ],
    clean: () => [
      paris().add(fields('ivo://org.paris/a'), { deleted: true, fields: null, validity: null }),
      jena(),
    ],
    subject: 'ivo://org.paris/a',
    says: /deleted at paris and alive at jena/,
  },
  'authority-claimed-twice': {
    found: () => [paris(), made(jena(), (r) => r.own.authorities.push('ORG.paris'))],
    clean: () => [paris(), jena()],
    subject: PARIS,
    says: /ivo:\/\/org.paris\/registry and ivo:\/\/org.jena\/registry/,
  },
  'authority-unclaimed': {
    found: () => [paris().add(fields('ivo://org.old', { type: 'Authority', authorities: ['org.old'] }))],
    clean: () => [
      made(paris().add(fields('ivo://org.old', { type: 'Authority', authorities: ['org.old'] })), (r) =>
        r.own.authorities.push('org.old'),
      ),
    ],
    subject: 'org.old',
    says: /no registry/,
  },
  'authority-undescribed': {
    found: () => [paris().remove('ivo://org.paris')],
    clean: () => [paris()],
    subject: PARIS,
    says: /nobody publishes ivo:\/\/org.paris/,
  },
  'authority-inside-authority': {
    found: () => [paris(), new Registry('sub', 'org.paris.sub')],
    clean: () => [paris(), new Registry('other', 'org.parisian')],
    subject: 'org.paris.sub',
    says: /below org.paris /,
  },
  'record-outside-authorities': {
    found: () => [paris().add(fields('ivo://org.else/a')).add(fields('ivo://org.else/b'))],
    clean: () => [paris().add(fields('ivo://ORG.paris/a'))],
    subject: 'org.else',
    says: /2 records such as ivo:\/\/org.else\/a/,
  },
  'ivoid-unresolved': {
    found: () => [
      paris().add(
        fields('ivo://org.paris/a', {
          relations: [{ type: 'IsServedBy', id: 'ivo://org.paris/TAP#x', title: null }],
        }),
      ),
    ],
    clean: () => [
      paris()
        .add(fields('ivo://org.paris/tap'))
        .add(
          fields('ivo://org.paris/a', {
            relations: [{ type: 'IsServedBy', id: 'ivo://org.paris/TAP#x', title: null }],
          }),
        ),
    ],
    subject: 'ivo://org.paris/tap',
    says: /\(IsServedBy\).*not among the records of org.paris/,
  },
  'authority-unknown': {
    found: () => [paris().add(fields('ivo://org.paris/a', { standards: ['ivo://Vamdc.x/std/TAP#v1'] }))],
    clean: () => [
      paris().add(fields('ivo://org.paris/a', { standards: ['ivo://vamdc.x/std/TAP#v1'] })),
      new Registry('vamdc', 'vamdc.x'),
    ],
    subject: 'vamdc.x',
    says: /referred to once, e.g. ivo:\/\/vamdc.x\/std\/tap#v1 by ivo:\/\/org.paris\/a/,
  },
  'rofr-copy-differs': {
    found: () => {
      const own = paris();
      return [
        own,
        rofr({ ...own.own, title: 'Old title', description: 'x', updated: '2020-01-01T00:00:00Z' }),
      ];
    },
    clean: () => {
      const own = paris();
      return [own, rofr({ ...own.own, updated: '2020-01-01T00:00:00Z' })];
    },
    subject: 'ivo://org.paris/registry',
    says: /title is "Old title" in the copy and "Registry paris".*description differs/,
  },
  'registry-id-in-two-cases': {
    found: () => {
      const own = paris();
      return [own, rofr({ ...own.own, id: 'ivo://org.paris/Registry' })];
    },
    clean: () => {
      const own = paris();
      return [own, rofr(own.own)];
    },
    subject: 'ivo://org.paris/registry',
    says: /ivo:\/\/org.paris\/Registry at rofr/,
  },
  'registries-with-one-title': {
    found: () => [
      paris(),
      made(jena(), (r) => {
        r.own.title = 'registry PARIS';
      }),
    ],
    clean: () => [paris(), jena(), rofr(paris().own)],
    subject: 'registry paris',
    says: /have the title/,
  },
  'registries-with-one-short-name': {
    found: () => [paris(), made(jena(), (r) => r.own.alternateNames.push('Paris'))],
    clean: () => [paris(), jena()],
    subject: 'paris',
    says: /have the shortName/,
  },
  'registries-with-one-address': {
    found: () => [
      paris(),
      made(jena(), (r) => {
        r.own.access = r.own.access.map((a) => ({ ...a, url: 'https://PARIS.example:443/oai/?' }));
      }),
    ],
    clean: () => [paris(), jena()],
    subject: 'paris.example/oai',
    says: /have the address/,
  },
  'registry-without-own-record': {
    found: () => [paris().remove('ivo://org.paris/registry')],
    clean: () => [paris()],
    subject: 'ivo://org.paris/registry',
    says: /no vg:Registry record/,
  },
  'identify-and-record-differ': {
    found: () => [
      made(paris(), (r) => {
        r.state.identify = {
          repositoryName: 'Other',
          baseURL: 'http://x/',
          adminEmails: 0,
          registryId: null,
        };
      }),
    ],
    clean: () => [
      made(paris(), (r) => {
        if (r.state.identify !== null) r.state.identify.baseURL += '?';
      }),
    ],
    subject: 'ivo://org.paris/registry',
    says: /repositoryName is "Other".*baseURL is http:\/\/x\/.*no adminEmail.*does not hold/,
  },
  'records-invalid': {
    found: () => [
      paris().add(fields('ivo://org.paris/bad'), {
        validity: { errors: 3, warnings: 9, infos: 0, rules: { XSD: 2, 'IDN-01': 1, 'CON-01': 9 } },
      }),
    ],
    clean: () => [
      paris().add(fields('ivo://org.paris/poor'), {
        validity: { errors: 0, warnings: 9, infos: 0, rules: { 'CON-01': 9 } },
      }),
    ],
    subject: 'paris',
    says: /1 of 2 records have errors, most often XSD \(2\), IDN-01 \(1\); e.g. ivo:\/\/org.paris\/bad/,
  },
  'standard-unknown': {
    found: () => [paris().add(fields('ivo://org.paris/s', { standards: ['ivo://ivoa.net/std/ConeSearhc'] }))],
    clean: () => [
      paris()
        .add(fields('ivo://org.paris/std', { type: 'Standard' }))
        .add(
          fields('ivo://org.paris/s', {
            standards: [
              'ivo://ivoa.net/std/ConeSearch',
              'ivo://ivoa.net/std/TAP#aux',
              'ivo://org.paris/std#v1',
            ],
          }),
        ),
    ],
    subject: 'ivo://ivoa.net/std/ConeSearhc',
    says: /Perhaps ivo:\/\/ivoa.net\/std\/ConeSearch is meant/i,
  },
  'registry-dead': {
    found: () => [
      made(paris(), (r) =>
        Object.assign(r.state, { complete: false, reason: 'HTTP 500', lastFull: '2026-01-01T00:00:00Z' }),
      ),
    ],
    clean: () => [
      made(paris(), (r) => Object.assign(r.state, { complete: false, lastFull: '2026-11-01T00:00:00Z' })),
    ],
    subject: 'paris',
    says: /not been complete since 2026-01-01T00:00:00Z: HTTP 500/,
  },
  'harvest-incomplete': {
    found: () => [made(paris(), (r) => Object.assign(r.state, { complete: false, reason: 'HTTP 500.' }))],
    clean: () => [
      paris(),
      made(jena(), (r) => Object.assign(r.state, { complete: false, lastFull: '2026-01-01T00:00:00Z' })),
    ],
    subject: 'paris',
    says: /incomplete; it was last complete at 2026-11-19T12:00:00Z: HTTP 500\.$/,
  },
  'drop-held-back': {
    found: () => [made(paris(), (r) => Object.assign(r.state, { alarm: '400 of 1000 records are gone.' }))],
    clean: () => [paris()],
    subject: 'paris',
    says: /400 of 1000/,
  },
  'records-in-quarantine': {
    found: () => [made(paris(), (r) => Object.assign(r.state, { quarantined: 2 }))],
    clean: () => [paris()],
    subject: 'paris',
    says: /2 records are in quarantine/,
  },
  'increments-missed-records': {
    found: () => [made(paris(), (r) => Object.assign(r.state, { drift: 7 }))],
    clean: () => [paris()],
    subject: 'paris',
    says: /7 changes/,
  },
  'set-ivo-managed-missing': deviating(
    'no-managed-set',
    'token-repeated',
    /paris: The set asked for does not exist/,
  ),
  'namespace-wrong': deviating(
    'wrong-namespace',
    'no-managed-set',
    /not a Resource.*RI-04, 3 times, e.g. ivo:x/,
  ),
  'file-deviations': deviating('file-crlf', 'epn-many', /paris: The lines end in CR LF/),
  'epn-tap-deviations': deviating('epn-many', 'file-crlf', /more distinct values than are taken/),
  'protocol-deviations': deviating('token-repeated', 'wrong-namespace', /given a second time/),
};

/** A source with one deviation, and its twin with another. */
function deviating(code: string, other: string, says: RegExp): Trial {
  const withOne = (one: string) => () => [
    made(paris(), (r) => r.state.deviations.push({ code: one, count: 3, example: 'ivo:x' })),
  ];
  return { found: withOne(code), clean: withOne(other), subject: 'paris', says };
}

describe('every kind of anomaly', () => {
  it.each(
    KINDS.map((kind) => [kind.code, kind] as const),
  )('%s: found, and not in the clean twin', async (code, kind) => {
    const trial = TRIALS[code];
    if (trial === undefined) throw new Error(`no trial for ${code}`);
    const cases = [...kind.find(await factsOf(...trial.found()))];
    expect(cases.map(({ subject }) => subject)).toEqual([trial.subject]);
    expect(cases[0]?.says).toMatch(trial.says);
    expect([...kind.find(await factsOf(...trial.clean()))]).toEqual([]);
  });

  it('calls a source dead that never answered, once it was tried for long enough', async () => {
    const never = { complete: false, reason: 'No answer.', lastFull: null };
    const cases = async (firstTried: string) => {
      const facts = await factsOf(made(paris(), (r) => Object.assign(r.state, { ...never, firstTried })));
      return KINDS.flatMap((kind) => [...kind.find(facts)].map(({ says }) => [kind.code, says]));
    };
    expect(await cases('2026-10-01T00:00:00Z')).toEqual([
      ['registry-dead', 'paris: was never complete; first tried at 2026-10-01T00:00:00Z: No answer.'],
    ]);
    expect((await cases('2026-11-01T00:00:00Z')).map(([code]) => code)).toEqual(['harvest-incomplete']);
  });

  it('leaves out what is made of EPN-TAP tables', async () => {
    const tables = made(new Registry('tap', 'org.tap'), (r) => Object.assign(r.state, { kind: 'epn-tap' }));
    const facts = await factsOf(paris(), tables);
    expect([...facts.authorities.keys()]).toEqual(['paris']);
  });

  it('finds nothing at all in a world that is in order', async () => {
    const own = paris();
    const facts = await factsOf(own, jena(), rofr(own.own));
    for (const kind of KINDS) expect([kind.code, ...kind.find(facts)]).toEqual([kind.code]);
  });
});
