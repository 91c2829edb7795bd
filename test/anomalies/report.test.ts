import { describe, expect, it } from 'vitest';
import { anomaliesOf, exitCodeOf } from '../../src/anomalies/anomalies.ts';
import { gatherFacts } from '../../src/anomalies/facts.ts';
import { ANOMALY_FORMATS } from '../../src/anomalies/report.ts';
import { factsOf, fields, NOW, Registry, rofr } from './world.ts';

describe('the anomaly report', () => {
  it('counts all, and shows every source before another example of the same', async () => {
    const paris = new Registry('paris', 'org.paris');
    const jena = new Registry('jena', 'org.jena');
    for (let i = 0; i < 30; i += 1) paris.add(fields(`ivo://org.else/p${i}`));
    const relation = (id: string) => ({ relations: [{ type: 'IsPartOf', id, title: null }] });
    for (let i = 0; i < 30; i += 1)
      paris.add(fields(`ivo://org.paris/r${i}`, relation(`ivo://org.paris/no${i}`)));
    jena.add(fields('ivo://org.jena/r', relation('ivo://org.jena/no')));
    const report = anomaliesOf(await factsOf(paris, jena), 3);
    expect(report.anomalies.map(({ code, count, examples }) => [code, count, examples.length])).toEqual([
      ['record-outside-authorities', 1, 1],
      ['ivoid-unresolved', 31, 3],
    ]);
    expect(report.anomalies[1]?.examples.map(({ sources }) => sources.join())).toEqual([
      'paris',
      'jena',
      'paris',
    ]);
    expect(report.summary).toEqual({ sources: 2, records: 65, errors: 1, warnings: 31, infos: 0 });
    expect(exitCodeOf(report)).toBe(1);
  });

  it('is empty, with exit code 0, when all is in order', async () => {
    const paris = new Registry('paris', 'org.paris');
    const report = anomaliesOf(await factsOf(paris, rofr(paris.own)), 3);
    expect(report.anomalies).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    expect(ANOMALY_FORMATS.text?.(report)).toMatch(/No anomalies\./);
    expect(ANOMALY_FORMATS.html?.(report)).toMatch(/No anomalies\./);
  });

  it('says which harvests it should not have stood on', async () => {
    const paris = new Registry('paris', 'org.paris');
    Object.assign(paris.state, {
      complete: false,
      reason: 'HTTP 503.',
      url: 'https://user:secret@paris.example/oai',
    });
    paris.add(fields('ivo://org.paris/new'), { validity: null });
    const report = anomaliesOf(await factsOf(paris, new Registry('jena', 'org.jena')), 3);
    expect(report.incomplete).toEqual(['paris']);
    expect(exitCodeOf(report)).toBe(3);
    for (const format of ['text', 'html', 'json']) {
      const written = ANOMALY_FORMATS[format]?.(report) ?? '';
      expect(written).toContain('HTTP 503');
      expect(written).not.toContain('secret');
    }
    expect(ANOMALY_FORMATS.text?.(report)).toMatch(
      /Based on incomplete harvests.*paris: HTTP 503\.\n1 record not validated/,
    );
  });

  it('treats our own records as those of one more registry, and of the same one when it is harvested too', async () => {
    const ours = new Registry('here', 'org.paris').add(fields('ivo://org.paris/a'));
    const same = new Registry('paris', 'org.paris').add(fields('ivo://org.paris/a'));
    const other = new Registry('jena', 'org.jena').add(fields('ivo://org.paris/A'));
    const withHere = async (...registries: Registry[]) => {
      async function* records() {
        yield ours.records;
      }
      const harvested = {
        sources: async () => registries.map(({ state }) => state),
        async *records() {
          for (const registry of registries) yield registry.records;
        },
      };
      return anomaliesOf(await gatherFacts(harvested, { state: ours.state, records: records() }, NOW), 3);
    };
    expect((await withHere(same)).anomalies).toEqual([]);
    const { anomalies } = await withHere(same, other);
    expect(anomalies.map(({ code }) => code)).toEqual([
      'ivoid-published-twice',
      'record-outside-authorities',
    ]);
    expect(anomalies[0]?.examples[0]?.sources).toEqual(['here', 'paris', 'jena']);
  });

  it('can show anything that a registry writes, on a page that loads and runs nothing', async () => {
    const paris = new Registry('paris', 'org.paris');
    const evil = '"><script>alert(1)</script>\u001b[31m';
    paris.own.title = evil;
    paris.state.alarm = `${evil} & more`;
    const report = anomaliesOf(await factsOf(paris), 3);
    const page = ANOMALY_FORMATS.html?.(report) ?? '';
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u001b');
    expect(page).toMatch(/default-src 'none'/);
    expect(page).not.toMatch(/\b(src|href)="(?!#)/);
    expect(ANOMALY_FORMATS.text?.(report)).not.toContain('\u001b');
  });

  it('never shows what persons are called', async () => {
    const paris = new Registry('paris', 'org.paris');
    const person = { name: 'Erika Mustermann', id: null, role: 'contact', orcid: '0000-0001-2345-6789' };
    const copy = { ...paris.own, persons: [person] };
    const report = anomaliesOf(await factsOf(paris, rofr(copy)), 3);
    expect(report.anomalies.map(({ code }) => code)).toEqual(['rofr-copy-differs']);
    expect(JSON.stringify(report)).not.toMatch(/Mustermann|0000-0001/);
  });
});
