/**
 * Every SPASE record of a folder to VOResource: how many, whether all are valid, and how fast beside parsing alone.
 *
 *   git clone --depth 1 https://github.com/hpde/hpde.io FOLDER
 *   npx tsx bench/crosswalk.ts FOLDER
 *
 * Deprecated/ is left out. Ends with 1 if a converted record breaks the schema.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceOf, resourceType } from '../src/reconcile/crosswalk/spase-source.ts';
import { NotExported, spaseToVor } from '../src/reconcile/crosswalk/spase-to-vor.ts';
import type { Element } from '../src/resource/element.ts';
import { checkFile } from '../src/validate/check.ts';
import { rulesOf } from '../src/validate/rules.ts';
import { decodeXml, EncodingFault } from '../src/xml/decode.ts';
import { loadSchema } from '../src/xml/schema.ts';
import { parseXml, XmlFault } from '../src/xml/tree.ts';
import { runCompiled, XSD } from './compiled.ts';
import { digits, machine, say, spread, stopwatch } from './report.ts';

const ROUNDS = 3;
const NOW = '2026-11-20T00:00:00Z';

await runCompiled(import.meta.url, async ([folder = '']) => {
  say(`SPASE to VOResource. ${machine()}`);
  const texts = readTexts(folder);
  const { exported, byId } = sorted(texts);
  const resolve = (id: string) => byId.get(id.trim()) ?? null;
  await proof(exported, resolve);
  speed(exported, resolve);
});

function readTexts(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const live = names.filter((name) => name.endsWith('.xml') && !name.startsWith('Deprecated/'));
  const texts = new Map<string, string>();
  for (const name of live.sort()) {
    try {
      texts.set(name, decodeXml(readFileSync(join(folder, name))));
    } catch (error) {
      if (!(error instanceof EncodingFault)) throw error;
      say(`not read: ${name}: ${error.message}`);
    }
  }
  return texts;
}

interface Sorted {
  exported: Map<string, string>;
  /** Roots of the records that others name, by ResourceID. Of data records the head only: their names are asked for. */
  byId: Map<string, Element>;
}

function sorted(texts: Map<string, string>): Sorted {
  const exported = new Map<string, string>();
  const byId = new Map<string, Element>();
  const kinds = new Map<string, number>();
  for (const [name, text] of texts) {
    const root = parsed(name, text);
    const resource = root === null ? null : resourceOf(root);
    if (root === null || resource === null) continue;
    kinds.set(resource.local, (kinds.get(resource.local) ?? 0) + 1);
    const id = resource.children.find((e) => e.local === 'ResourceID')?.text.trim();
    const row = resourceType(resource.local);
    if (row?.xsiType != null) {
      exported.set(name, text);
      resource.children = resource.children.filter((e) => !/^(?:Parameter|AccessInformation)$/.test(e.local));
    }
    if (id !== undefined) byId.set(id, root);
  }
  say([...kinds].map(([kind, count]) => `${count} ${kind}`).join(', '));
  return { exported, byId };
}

function parsed(name: string, text: string): Element | null {
  try {
    const { root } = parseXml(text);
    return root.local === 'Spase' ? root : null;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    say(`not read: ${name}:${error.line}: ${error.message}`);
    return null;
  }
}

/** Each converted record as `voreg validate` sees it. */
async function proof(exported: Map<string, string>, resolve: (id: string) => Element | null): Promise<void> {
  const schema = await loadSchema(XSD);
  const found = new Map<string, { count: number; example: string }>();
  const losses = new Map<string, number>();
  const took = stopwatch();
  let converted = 0;
  let bytes = 0;
  let invalid = 0;
  for (const [name, text] of exported) {
    const root = parsed(name, text);
    if (root === null) continue;
    try {
      const { xml, losses: lost } = spaseToVor(root, { now: NOW, resolve });
      converted += 1;
      bytes += Buffer.byteLength(xml);
      for (const { field, kind } of lost)
        losses.set(`${field} ${kind}`, (losses.get(`${field} ${kind}`) ?? 0) + 1);
      const { findings } = checkFile(Buffer.from(xml), name, { schema, rules: rulesOf('rec'), now: NOW });
      for (const { rule, severity, message, line } of findings) {
        const key = `${severity} ${rule}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { count: 1, example: `${name}:${line} ${message}` });
        else known.count += 1;
      }
      if (findings.some(({ rule }) => rule === 'XSD' || rule === 'XML')) invalid += 1;
    } catch (error) {
      if (!(error instanceof NotExported)) throw error;
      say(`not exported: ${name}: ${error.message}`);
    }
  }
  const { seconds } = took();
  say(
    `${converted} of ${exported.size} converted, ${invalid} invalid, ${digits(bytes / 1e6)} MB, ${digits(seconds)} s with XSD and rules`,
  );
  say(
    [...losses]
      .sort((a, b) => b[1] - a[1])
      .map(([what, count]) => `${what} ${count}`)
      .join(', '),
  );
  for (const [what, { count, example }] of [...found].sort())
    say(`${String(count).padStart(7)} ${what}  e.g. ${example}`);
  if (invalid > 0) process.exitCode = 1;
}

function speed(exported: Map<string, string>, resolve: (id: string) => Element | null): void {
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = stopwatch();
    for (const text of exported.values()) parseXml(text);
    const parsing = alone().cpu;
    const both = stopwatch();
    for (const text of exported.values()) spaseToVor(parseXml(text).root, { now: NOW, resolve });
    const converting = both().cpu;
    ratios.push(converting / parsing);
    rates.push(exported.size / converting);
  }
  say(`${digits(spread(rates).median)} records/s parsed and converted`);
  say(`parsing and converting takes ${digits(spread(ratios).median)} times as long as parsing alone`);
}
