/** What follows a publication: who is told and who is mailed, once, however many replicas look. */
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Afterwards, lookOnce } from '../src/after-publication.ts';
import { parseSmtpUrl } from '../src/services/mail-settings.ts';
import { triggerCalls } from '../src/store/trigger.ts';
import { keepChecks } from '../src/store/visible.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from './helpers/database.ts';
import { type FakeSmtp, fakeSmtp } from './helpers/fake-smtp.ts';
import { serve } from './net/server.ts';
import { REGISTRY_FILE_PATH, REGISTRY_PATH, registryRecord, tinyRecord } from './promises/records.ts';
import { memoryRegistry } from './promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** A base URL that the world could reach, if there were such a host. */
const REACHABLE = registryRecord().replace(
  'https://registry.padc.example/oai',
  'https://registry.padc.obspm.fr/oai',
);
const A = 'ivo://padc.example/a';
const DAY = 86_400;

async function registryWith(open: OpenTestDatabase, searchable: unknown[] = [], record = REACHABLE) {
  const registry = await memoryRegistry(open, schema);
  const { repository } = registry;
  repository.write(REGISTRY_PATH, record);
  repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, searchable }));
  repository.write('records/a.xml', tinyRecord({ ivoid: A }));
  repository.commit();
  await registry.publish();
  let edits = 0;
  return {
    ...registry,
    async edit() {
      edits += 1;
      repository.write('records/a.xml', tinyRecord({ ivoid: A, title: `Edited ${edits}` }));
      repository.commit();
      return registry.publish();
    },
  };
}

type Made = Awaited<ReturnType<typeof registryWith>>;

function replica({ db, published }: Made, more: Partial<Afterwards> = {}): Afterwards & { said: string[] } {
  const said: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) });
  const around = { db, published, config: { mail: null, visibleSeconds: 0 }, localTrial: false };
  return { ...around, lastLook: () => null, log, signal: new AbortController().signal, said, ...more };
}

async function fakeTrigger(answer: () => number = () => 200) {
  const calls: string[] = [];
  const root = await serve((request, reply) => {
    calls.push(request.url ?? '');
    reply.writeHead(answer()).end();
  });
  return { calls, entry: { id: 'gavo', tap: root, trigger: `${root}/t?r={ivoid}`, allowPrivate: true } };
}

eachDatabase('what follows a publication', (open) => {
  describe('a searchable registry', () => aboutTriggers(open));
  describe('a mail', () => aboutMails(open));

  it('is nothing without mails and searchable registries', async () => {
    const one = replica(await registryWith(open));
    await lookOnce(one);
    expect(one.said).toEqual([]);
  });
});

function aboutTriggers(open: OpenTestDatabase) {
  it('is told of a generation once, and of a burst once in five minutes', async () => {
    const { calls, entry } = await fakeTrigger();
    const made = await registryWith(open, [entry]);
    const replicas = [replica(made), replica(made), replica(made)];
    const look = () => Promise.all(replicas.map(lookOnce));
    await look();
    expect(calls).toEqual(['/t?r=ivo%3A%2F%2Fpadc.example%2Fregistry']);
    await made.at(10);
    await made.edit();
    await look();
    await made.at(20);
    await made.edit();
    await made.at(299);
    await look();
    expect(calls).toHaveLength(1);
    await made.at(300);
    await look();
    await look();
    expect(calls).toHaveLength(2);
    expect(await triggerCalls(made.db)).toMatchObject([{ service: 'gavo', generation: 3, error: null }]);
    // Nothing new, for a week.
    await made.at(7 * DAY);
    await look();
    expect(calls).toHaveLength(2);
  });

  it('that cannot be told is complained of once, and told again with the next generation', async () => {
    let status = 500;
    const { calls, entry } = await fakeTrigger(() => status);
    const made = await registryWith(open, [entry]);
    const one = replica(made);
    for (const minutes of [0, 10, 20, 30]) {
      if (minutes === 30) status = 200;
      await made.at(minutes * 60);
      if (minutes > 0) await made.edit();
      await lookOnce(one);
    }
    expect(calls).toHaveLength(4);
    expect(one.said).toEqual([
      expect.stringMatching(
        /^gavo could not be told of generation 1: It answers with HTTP 500\. It harvests by itself/,
      ),
      'Told gavo of generation 4.',
    ]);
    expect(await triggerCalls(made.db)).toMatchObject([{ error: null }]);
    made.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1 }));
    await made.edit();
    await lookOnce(one);
    expect(await triggerCalls(made.db)).toEqual([]);
  });

  it('is not told of a trial, nor of a registry that nobody could harvest', async () => {
    const { calls, entry } = await fakeTrigger();
    await lookOnce(replica(await registryWith(open, [entry]), { localTrial: true }));
    await lookOnce(replica(await registryWith(open, [entry], registryRecord())));
    expect(calls).toEqual([]);
  });
}

function mailing(smtp: FakeSmtp, contacts = false): Pick<Afterwards, 'config'> {
  const server = parseSmtpUrl(smtp.url);
  if (server === null) throw new Error(smtp.url);
  const mail = { server, from: 'voreg@padc.example', to: ['curator@padc.example'], contacts, weather: false };
  return { config: { mail, visibleSeconds: 3600 } };
}

const subjects = ({ mails }: FakeSmtp) =>
  mails.map(({ headers }) => headers.find((line) => line.startsWith('Subject: '))?.slice(9));

function aboutMails(open: OpenTestDatabase) {
  /** Refused: a title that XSD does not know there. */
  const refuse = async (made: Made) => {
    made.repository.write('records/a.xml', tinyRecord({ ivoid: A }).replace('</content>', '<x/></content>'));
    const commit = made.repository.commit();
    await made.publish();
    return commit;
  };

  it('tells curators of a refused commit, with file and line, once a day from all replicas', async () => {
    const smtp = await fakeSmtp();
    const made = await registryWith(open);
    const replicas = [1, 2, 3].map(() => replica(made, mailing(smtp)));
    const look = () => Promise.all(replicas.map(lookOnce));
    await look();
    expect(smtp.mails).toEqual([]);
    const commit = await refuse(made);
    await look();
    await made.at(DAY - 1);
    await look();
    expect(subjects(smtp)).toEqual([
      `[A registry] Commit ${commit.slice(0, 12)} was not published: 1 finding`,
    ]);
    const [mail] = smtp.mails;
    expect(mail?.to).toEqual(['curator@padc.example']);
    expect(mail?.body).toMatch(/\nrecords\/a\.xml:16 {2}\(error, XSD\)\n {2}\S/);
    expect(mail?.body).toContain('npx voreg validate');
    expect(mail?.body).toMatch(/\n-- \nA registry https:\/\/registry\.padc\.obspm\.fr\/oai\n/);
    // It is still refused the next day, and then corrected.
    await made.at(DAY);
    await look();
    expect(smtp.mails).toHaveLength(2);
    await made.edit();
    await made.at(3 * DAY);
    await look();
    expect(smtp.mails).toHaveLength(2);
  });

  it('goes to the contact of a published record of ours if MAIL_CONTACTS is on, about that record only', async () => {
    const smtp = await fakeSmtp();
    const made = await registryWith(open);
    const withContact = tinyRecord({ ivoid: A }).replace('vo@padc.example', 'author@padc.example');
    made.repository.write('records/a.xml', withContact);
    made.repository.write(
      'records/evil.xml',
      tinyRecord({ ivoid: `${A}2` }).replace('vo@padc.example', 'x@y, all@z'),
    );
    made.repository.commit();
    await made.publish();
    for (const path of ['records/a.xml', 'records/evil.xml', 'records/new.xml']) {
      const ivoid = path === 'records/a.xml' ? A : path === 'records/evil.xml' ? `${A}2` : `${A}3`;
      const broken = tinyRecord({ ivoid }).replace('</content>', '<x/></content>');
      made.repository.write(path, broken.replace('vo@padc.example', 'not-published@padc.example'));
    }
    const commit = made.repository.commit();
    await made.publish();
    const one = replica(made, mailing(smtp, true));
    await lookOnce(one);
    await made.at(2 * DAY);
    await lookOnce(replica(made, mailing(smtp)));
    await lookOnce(one);
    const toAuthor = smtp.mails.filter(({ to }) => to[0] !== 'curator@padc.example');
    expect(toAuthor).toMatchObject([{ to: ['author@padc.example'] }]);
    expect(subjects({ ...smtp, mails: toAuthor })).toEqual([`[A registry] Your record ${A}: 1 finding`]);
    expect(toAuthor[0]?.body).toContain(`commit ${commit}`);
    expect(toAuthor[0]?.body).not.toContain('evil');
    expect(smtp.mails).toHaveLength(3);
  });

  it('tells of a repository away for an hour, a harvest held back, and what the world does not show', async () => {
    const smtp = await fakeSmtp();
    const made = await registryWith(open);
    await made.db.query(
      `insert into harvest_source (id, kind, url, model, alarm) values ('rofr', 'oai', 'https://x.example/', 'vor', '900 of 1000 records would go.')`,
    );
    const none = { fresh: 0, waiting: 0, stale: 0, missing: 0, resurrected: 0, foreign: 0 };
    const missing = {
      ivoid: A,
      state: 'missing' as const,
      since: '2026-11-01T00:00:00Z',
      theirs: null,
      from: null,
    };
    await keepChecks(made.db, [
      { service: 'ok', askedAt: '', error: null, counts: { ...none, active: 3, visible: 3 }, problems: [] },
      { service: 'off', askedAt: '', error: 'no answer', counts: null, problems: [] },
      {
        service: 'gavo',
        askedAt: '',
        error: null,
        counts: { ...none, active: 3, visible: 2, missing: 1 },
        problems: [missing],
      },
    ]);
    const away = (minutes: number) => {
      const awaySince = new Date(Date.now() - minutes * 60_000).toISOString();
      return () => ({ at: awaySince, error: 'The host does not answer.', seenAt: null, awaySince });
    };
    await lookOnce(replica(made, { ...mailing(smtp), lastLook: away(59) }));
    expect(subjects(smtp)).toEqual([
      '[A registry] The harvest of rofr waits for a person',
      '[A registry] gavo does not show our records as they are: 1 missing',
    ]);
    expect(smtp.mails[1]?.body).toContain(`${A}  published 2026-11-01T00:00:00Z`);
    await lookOnce(replica(made, { ...mailing(smtp), lastLook: away(61) }));
    expect(subjects(smtp)).toHaveLength(3);
    expect(smtp.mails[2]?.body).toContain('The reason: The host does not answer.');
  });

  it('is not sent more than 20 times a day, whatever it is about', async () => {
    const smtp = await fakeSmtp();
    const made = await registryWith(open);
    await made.db.query(
      `insert into harvest_source (id, kind, url, model, alarm)
       select 's' || n, 'oai', 'https://x.example/', 'vor', 'Too much would go.' from generate_series(1, 25) n`,
    );
    const replicas = [replica(made, mailing(smtp)), replica(made, mailing(smtp))];
    await Promise.all(replicas.map(lookOnce));
    expect(smtp.mails).toHaveLength(20);
    expect(new Set(subjects(smtp)).size).toBe(20);
  });

  it('that the server refuses is said, and tried again in an hour', async () => {
    const smtp = await fakeSmtp();
    smtp.refuse.MAIL = '550 not from you';
    const made = await registryWith(open);
    await refuse(made);
    const one = replica(made, mailing(smtp));
    await lookOnce(one);
    await made.at(3599);
    await lookOnce(one);
    expect(one.said).toEqual([
      expect.stringMatching(
        /^Not mailed: Commit .* 550 not from you.* try: voreg mail --test\. The next try is in an hour\.$/,
      ),
    ]);
    smtp.refuse = {};
    await made.at(3600);
    await lookOnce(one);
    expect(smtp.mails).toHaveLength(1);
  });
}
