import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDoi } from '../../src/commands/doi.ts';
import type { DoiOptions, DoiReport } from '../../src/commands/doi-entry.ts';
import { doiCode, doiText } from '../../src/commands/doi-report.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { describe as described } from '../../src/formats/described.ts';
import { renderJsonLd } from '../../src/formats/json-ld.ts';
import { pageLinks } from '../../src/http/signposting.ts';
import { framed } from '../../src/pages/frame.ts';
import { recordPage } from '../../src/pages/record-page.ts';
import { doiFor } from '../../src/services/doi-metadata.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { type FakeDatacite, fakeDatacite } from '../helpers/fake-datacite.ts';
import { fakeGitLab } from '../helpers/fake-gitlab.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';

const MASER = 'ivo://padc.example/maser';
const PATH = 'records/padc.example/maser.xml';
const REGISTRY = readFileSync('records/padc.example/registry.xml', 'utf8');
const RECORD = readFileSync(PATH, 'utf8').replaceAll('\r\n', '\n');
const DOI = doiFor(MASER, '10.5072');

/** A checkout with a remote, and DataCite. */
class Place {
  readonly datacite: FakeDatacite;
  readonly remote: GitRepo = gitRepo({ bare: true });
  readonly checkout: GitRepo = gitRepo();
  #more: Record<string, string> = {};

  constructor(datacite: FakeDatacite) {
    this.datacite = datacite;
    this.checkout.write('records/padc.example/registry.xml', REGISTRY).write(PATH, RECORD);
    this.checkout.commit();
    this.checkout.git('remote', 'add', 'origin', this.remote.path);
    this.checkout.git('push', '--quiet', 'origin', 'main');
  }

  with(environment: Record<string, string>): this {
    Object.assign(this.#more, environment);
    return this;
  }

  config(): Config {
    const folder = temporaryFolder();
    const file = join(folder, 'password');
    writeFileSync(file, `${this.datacite.password}\n`);
    const { url, prefix, user } = this.datacite;
    return readConfig({
      ...{ RECORDS_REPO: this.checkout.path, DATA_DIR: folder },
      ...{
        DATACITE_URL: `${url}/`,
        DATACITE_PREFIX: prefix,
        DATACITE_USER: user,
        DATACITE_PASSWORD_FILE: file,
      },
      ...this.#more,
    });
  }

  run(options: Partial<DoiOptions>): Promise<DoiReport> {
    return runDoi(this.config(), {
      ...{ action: 'show', dryRun: false, ivoids: [], patch: null, gitlab: null },
      ...options,
    });
  }

  /** As a curator does who accepts a proposal. */
  merge(branch: string): void {
    this.remote.git('update-ref', 'refs/heads/main', this.remote.git('rev-parse', branch));
    this.checkout.git('fetch', '--quiet', 'origin', '+main:refs/remotes/origin/main');
    this.checkout.git('reset', '--quiet', '--hard', 'origin/main');
  }

  record(): string {
    return this.checkout.git('show', `HEAD:${PATH}`);
  }

  remove(): void {
    this.checkout.remove(PATH).commit();
  }

  set(text: string): void {
    this.checkout.write(PATH, text).commit();
    this.checkout.git('push', '--quiet', 'origin', 'main');
  }
}

const withDoi = (doi = DOI) =>
  RECORD.replace('</identifier>', `</identifier>\n  <altIdentifier>doi:${doi}</altIdentifier>`);
const PAGE = 'https://registry.padc.example/records/padc.example/maser';
const BRANCH = `voreg/doi-${DOI.slice(8)}`;

describe('voreg doi --reserve', () => {
  it('reserves a draft and proposes its altIdentifier; again, it does neither twice', async () => {
    const place = new Place(await fakeDatacite());
    const first = await place.run({ action: 'reserve', ivoids: [MASER] });
    expect(first.entries).toMatchObject([{ ivoid: MASER, doi: DOI, state: 'draft', problem: null }]);
    expect(first.proposal).toEqual([
      `Pushed the branch ${BRANCH}; no merge request, because GITLAB_TOKEN is not set.`,
    ]);
    const proposed = place.remote.git('diff', 'main', BRANCH).split('\n');
    expect(proposed.filter((line) => /^[+-](?![+-])/.test(line))).toEqual([
      `+  <altIdentifier>doi:${DOI}</altIdentifier>`,
    ]);
    expect(place.datacite.dois.get(DOI)).toMatchObject({
      state: 'draft',
      attributes: { url: 'https://registry.padc.example/records/padc.example/maser' },
    });

    const again = await place.run({ action: 'reserve', ivoids: [MASER.toUpperCase().replace('IVO', 'ivo')] });
    expect(again.entries[0]?.says).toBe(`${DOI} was reserved before (draft).`);
    place.merge(BRANCH);
    const merged = await place.run({ action: 'reserve', ivoids: [MASER] });
    expect(merged.entries[0]?.says).toBe(`It has ${DOI}: nothing is reserved.`);
    expect(merged.proposal).toEqual(['There is nothing to propose.']);
    expect(place.datacite.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });

  it('opens a merge request; one that was closed is not proposed again, and nothing is reserved for it', async () => {
    const gitlab = await fakeGitLab();
    const place = new Place(await fakeDatacite()).with({ GITLAB_TOKEN: gitlab.token });
    const options = {
      action: 'reserve' as const,
      ivoids: [MASER],
      gitlab: gitlab.apiBase.replace('api/v4', gitlab.project),
    };
    const [request] = (await place.run(options)).proposal;
    expect(request).toBe('Merge request opened: https://gitlab.example/padc/records/-/merge_requests/1');
    expect(gitlab.mergeRequests[0]?.description).toContain(`\`${MASER} doi:${DOI}\``);
    for (const one of gitlab.mergeRequests) one.state = 'closed';
    place.datacite.dois.clear();
    expect((await place.run(options)).proposal).toEqual([
      expect.stringContaining('was closed without a merge'),
    ]);
    expect(place.datacite.dois.size).toBe(0);
  });

  it('writes a patch instead, that git takes', async () => {
    const place = new Place(await fakeDatacite());
    const patch = join(temporaryFolder(), 'dois.patch');
    const report = await place.run({ action: 'reserve', ivoids: [MASER], patch });
    expect(report.proposal).toEqual([`Wrote ${patch}: git apply takes it.`]);
    place.checkout.git('reset', '--quiet', '--hard');
    place.checkout.git('apply', patch);
    expect(readFileSync(join(place.checkout.path, PATH), 'utf8')).toContain(`doi:${DOI}`);
  });

  it('in a dry run sends nothing, and shows the request without the password', async () => {
    const place = new Place(await fakeDatacite());
    const report = await place.run({ action: 'reserve', dryRun: true, ivoids: [MASER] });
    expect(place.datacite.requests).toEqual([]);
    const text = doiText(report, place.config().datacite);
    expect(text).toContain(`POST ${place.datacite.url}/dois\n`);
    expect(text).toContain('Authorization: Basic (PADC.TEST and the password in DATACITE_PASSWORD_FILE)');
    expect(text).toContain(`"doi": "${DOI}"`);
    expect(text).toContain('Nothing was sent.');
    expect(text).not.toContain('wörd');
  });

  it('finds what another run has reserved at the same moment', async () => {
    const place = new Place(await fakeDatacite());
    place.datacite.faults.push(null, 'race');
    const report = await place.run({ action: 'reserve', ivoids: [MASER] });
    expect(report.entries).toMatchObject([{ state: 'draft', problem: null }]);
  });

  it('does not take a DOI that is there for something else', async () => {
    const place = new Place(await fakeDatacite());
    place.datacite.dois.set(DOI, { state: 'draft', attributes: { identifiers: [] } });
    const report = await place.run({ action: 'reserve', ivoids: [MASER] });
    expect(report.entries[0]?.problem).toBe(`${DOI} is there already, for something else.`);
    expect(report.proposal).toEqual(['There is nothing to propose.']);
    expect(doiCode(report)).toBe(1);
  });

  it('says of a record that DataCite cannot describe what is missing', async () => {
    const place = new Place(await fakeDatacite());
    const report = await place.run({ action: 'reserve', ivoids: ['ivo://padc.example/registry'] });
    place.set(RECORD.replace(/<publisher[^>]*>[^<]*<\/publisher>/, '<publisher/>'));
    const without = await place.run({ action: 'reserve', ivoids: [MASER] });
    expect(without.entries[0]?.problem).toContain('a publisher');
    expect(report.entries).toHaveLength(1);
  });

  it.each([
    [401, 'does not know the account'],
    [403, 'may not change DOIs below 10.5072'],
    [422, 'takes the metadata for wrong'],
    [500, 'refuses (HTTP 500)'],
    [302, 'redirects'],
  ])('HTTP %d is told with what to do, and never with the password', async (status, says) => {
    const place = new Place(await fakeDatacite());
    const fault = { status, body: JSON.stringify({ errors: [{ title: `no ${place.datacite.password}` }] }) };
    place.datacite.faults.push(null, { ...fault, headers: { location: 'https://elsewhere.example/' } });
    const error = await place.run({ action: 'reserve', ivoids: [MASER] }).catch((e: Error) => e);
    expect(error).toMatchObject({ name: 'DoiFailed', message: expect.stringContaining(says) });
    expect(String((error as Error).message)).not.toContain('wörd');
  });

  it('wants records by name, and those that are there', async () => {
    const place = new Place(await fakeDatacite());
    await expect(place.run({ action: 'reserve' })).rejects.toThrow('Name the records');
    await expect(place.run({ action: 'reserve', ivoids: ['ivo://padc.example/nix'] })).rejects.toThrow(
      'There is no record',
    );
  });
});

describe('voreg doi --update', () => {
  it('sends what differs, once, and tells what', async () => {
    const place = new Place(await fakeDatacite());
    await place.run({ action: 'reserve', ivoids: [MASER] });
    place.merge(BRANCH);
    expect((await place.run({ action: 'update' })).entries).toMatchObject([
      { says: `${DOI} is up to date.`, state: 'draft' },
    ]);
    place.set(place.record().replace(/<title>[^<]*</, '<title>MASER, renamed<'));
    const changed = await place.run({ action: 'update' });
    expect(changed.entries[0]?.says).toBe(`${DOI} is draft. Changed: titles.`);
    expect(place.datacite.dois.get(DOI)?.attributes.titles).toMatchObject([{ title: 'MASER, renamed' }, {}]);
    expect((await place.run({ action: 'update' })).entries[0]?.says).toBe(`${DOI} is up to date.`);
  });

  it('leaves DOIs of others alone, and reports what is not there', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi('10.25935/8zff-nx36'));
    const report = await place.run({ action: 'update' });
    expect(report.entries).toMatchObject([
      { isOurs: false, says: expect.stringContaining('not below 10.5072') },
    ]);
    expect(place.datacite.requests).toEqual([]);
    place.set(withDoi());
    const [missing] = (await place.run({ action: 'update' })).entries;
    expect(missing?.problem).toContain(`DataCite has no ${DOI}`);
    expect(place.datacite.requests).toEqual([`GET /dois/${DOI}`]);
  });

  it('hides the DOI of a deleted record', async () => {
    const place = new Place(await fakeDatacite());
    place.datacite.dois.set(DOI, { state: 'findable', attributes: {} });
    place.set(withDoi().replace('status="active"', 'status="deleted"'));
    expect((await place.run({ action: 'update' })).entries).toMatchObject([
      { state: 'registered', problem: null },
    ]);
    expect(place.datacite.bodies).toMatchObject([
      { data: { attributes: { event: 'hide', url: PAGE, dates: [{ dateType: 'Withdrawn' }] } } },
    ]);
  });

  it('sees the DOI of a record that was removed with git rm: hidden, withdrawn, and told, once', async () => {
    const place = new Place(await fakeDatacite());
    const dates = [{ date: '2020', dateType: 'Issued' }];
    place.datacite.dois.set(DOI, { state: 'findable', attributes: { url: PAGE, dates } });
    place.set(withDoi());
    place.set(place.record().replace(/<title>[^<]*</, '<title>The last of its titles<'));
    place.remove();
    const shown = await place.run({});
    const text = doiText(shown, place.config().datacite);
    expect(text).toMatch(
      /The record is gone: records\/padc\.example\/maser\.xml was removed on \d{4}-\d{2}-\d{2} \(commit [0-9a-f]{12}\)\. If DataCite/,
    );
    expect(text).toContain('"event": "hide"');
    expect(place.datacite.requests).toEqual([]);
    const { entries } = await place.run({ action: 'update' });
    expect(entries).toMatchObject([{ ivoid: MASER, doi: DOI, state: 'registered', problem: null }]);
    expect(place.datacite.bodies).toEqual([
      {
        data: {
          ...{ type: 'dois', id: DOI },
          attributes: {
            ...{ event: 'hide', url: PAGE },
            dates: [
              ...dates,
              {
                ...{ date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/), dateType: 'Withdrawn' },
                dateInformation: expect.stringMatching(/^record deleted from /),
              },
            ],
          },
        },
      },
    ]);
    const again = await place.run({ action: 'publish', ivoids: [MASER] });
    expect(again.entries[0]?.says).toMatch(/is registered, and leads to its page\.$/);
    expect(place.datacite.bodies).toHaveLength(1);
  });

  it('a record that was moved, came back, left its DOI to another, or had none is not gone', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi());
    place.checkout.rename(PATH, 'records/padc.example/moved.xml').commit();
    expect((await place.run({})).entries.map(({ says }) => says)).toEqual([
      'If anything differs, --update would send:',
    ]);
    place.checkout.write(
      'records/padc.example/moved.xml',
      withDoi().replace('padc.example/maser<', 'padc.example/maser2<'),
    );
    place.checkout.commit();
    expect((await place.run({})).entries).toMatchObject([{ ivoid: `${MASER}2`, request: { method: 'PUT' } }]);
    const other = new Place(await fakeDatacite());
    other.remove();
    expect((await other.run({})).entries).toEqual([]);
  });

  it('leaves a record alone whose authority has gone to another registry', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi());
    place.remove();
    place.checkout.write(
      'records/padc.example/registry.xml',
      REGISTRY.replaceAll(/<managedAuthority>[^<]*</g, '<managedAuthority>other.example<'),
    );
    place.checkout.commit();
    expect((await place.run({})).entries).toEqual([]);
  });

  it('a draft of a record that is gone is left to a person', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi());
    place.remove();
    place.datacite.dois.set(DOI, { state: 'draft', attributes: {} });
    const report = await place.run({ action: 'update' });
    expect(report.entries[0]?.problem).toContain(`Delete the draft ${DOI} in Fabrica`);
    expect(doiCode(report)).toBe(1);
    expect(place.datacite.bodies).toEqual([]);
  });
});

/** The record's page as the service shows it, at an address of its own. */
async function landing(xml: () => string): Promise<string> {
  const server = createServer((request, response) => {
    const record = described(parseXml(xml()).root);
    const base = `http://${request.headers.host}`;
    const page = `${base}/records/padc.example/maser`;
    const about = {
      updated: '2026-11-20T10:00:00Z',
      page,
      base,
      registry: { ivoid: 'ivo://x/r', name: 'R' },
    };
    const jsonLd = renderJsonLd(record, about);
    const view = { language: 'en' as const, isChosen: false, root: './', query: '', registry: 'R' };
    const data = {
      ...{
        described: record,
        status: 'active',
        datestamp: about.updated,
        page,
        formats: [],
        relatedFrom: [],
        counterparts: [],
      },
      ...{ jsonLd: 'text' in jsonLd ? jsonLd.text : null, parts: { history: false, findings: false } },
    };
    const isPage = request.url === '/records/padc.example/maser';
    response.writeHead(isPage ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      link: pageLinks(record, page, []),
    });
    response.end(framed(view, recordPage(view, data)).text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('voreg doi --check and --publish', () => {
  it('a record page of ours has all that is expected, and its DOI is made public', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi());
    const base = await landing(() => place.record());
    place.with({ BASE_URL: `${base}/oai` });
    const report = await place.run({ action: 'check' });
    expect(report.entries[0]?.checks.filter(({ fault }) => fault !== null)).toEqual([]);
    expect(report.entries[0]?.checks.length).toBeGreaterThanOrEqual(10);
    place.datacite.dois.set(DOI, { state: 'draft', attributes: {} });
    const published = await place.run({ action: 'publish' });
    expect(published.entries).toMatchObject([{ state: 'findable', problem: null }]);
    expect(place.datacite.bodies.at(-1)?.data.attributes).toMatchObject({
      event: 'publish',
      url: expect.stringContaining(base),
    });
    expect((await place.run({ action: 'publish' })).entries[0]?.says).toBe(`${DOI} is up to date.`);
  });

  it('what is published does not name the DOI yet: it stays a draft', async () => {
    const place = new Place(await fakeDatacite());
    place.set(withDoi());
    const base = await landing(() => RECORD);
    place.with({ BASE_URL: `${base}/oai` });
    place.datacite.dois.set(DOI, { state: 'draft', attributes: {} });
    const report = await place.run({ action: 'publish' });
    expect(report.entries[0]).toMatchObject({
      state: 'draft',
      problem: expect.stringContaining('not made public'),
    });
    expect(report.entries[0]?.checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['doi', 'citation', 'machine-readable', 'cite-as']),
    );
    expect(doiText(report, null)).toContain(`missing  doi: It has no link to https://doi.org/${DOI}.`);
  });

  it.each([
    [410, '<title>Gone</title><h1>Deleted</h1>', ['title']],
    [410, null, []],
    [404, '', ['answers']],
    [200, null, ['answers']],
  ])('the page of a record that is gone answers %d', async (status, text, missing) => {
    const title = /<title>([^<]*)</.exec(RECORD)?.[1] ?? '';
    const server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
      response.end(text ?? `<h1>It was called ${title}</h1>`);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const place = new Place(await fakeDatacite()).with({ BASE_URL: `${base}/oai` });
    place.set(withDoi());
    place.remove();
    const [entry] = (await place.run({ action: 'check' })).entries;
    expect(entry?.checks.filter(({ fault }) => fault !== null).map(({ id }) => id)).toEqual(missing);
    expect(entry?.says).toContain('The record is gone: ');
  });

  it('nothing listens at the address of the page', async () => {
    const place = new Place(await fakeDatacite()).with({ BASE_URL: 'http://127.0.0.1:9/oai' });
    const report = await place.run({ action: 'check', ivoids: [MASER] });
    expect(report.entries[0]?.problem).toContain('ECONNREFUSED');
    expect(doiCode(report)).toBe(1);
  });

  it('a page that is not there is not looked at further', async () => {
    const place = new Place(await fakeDatacite());
    const base = await landing(() => RECORD);
    place.with({ BASE_URL: `${base}/other/oai` });
    const report = await place.run({ action: 'check', ivoids: [MASER] });
    expect(report.entries[0]?.checks).toMatchObject([
      { id: 'answers', fault: expect.stringContaining('HTTP 404') },
    ]);
  });
});

describe('voreg doi', () => {
  it('shows what would be sent, for every record with a DOI', async () => {
    const place = new Place(await fakeDatacite());
    expect(doiText(await place.run({}), null)).toContain('No record has a DOI.');
    place.set(withDoi());
    const report = await place.run({});
    expect(report.entries).toMatchObject([
      { ivoid: MASER, request: { method: 'PUT', url: expect.stringContaining(`/dois/${DOI}`) } },
    ]);
    expect(place.datacite.requests).toEqual([]);
  });
});
