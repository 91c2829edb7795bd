/** The records of a benchmark repository (data.ts) as the answers of an OAI-PMH server: 100 to a page, a megabyte each. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRepository } from '../src/git/repository.ts';
import { repositoryOf } from './data.ts';
import { BENCH_DIR } from './place.ts';

const PAGE = 100;
const NOW = '2026-11-20T12:00:00Z';

export interface Pages {
  folder: string;
  /** Of all pages. */
  bytes: number;
}

/** Makes them, or finds them. */
export async function pagesOf(records: number): Promise<Pages> {
  const folder = join(BENCH_DIR, `pages-1-${records}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await writePages(unfinished, records);
    await rename(unfinished, folder);
  }
  const { default: about } = (await import(join(folder, 'about.json'), { with: { type: 'json' } })) as {
    default: { bytes: number };
  };
  return { folder, bytes: about.bytes };
}

async function writePages(folder: string, records: number): Promise<void> {
  const source = await repositoryOf(records);
  const dataDir = join(folder, 'clone');
  const repository = await openRepository({ source, ref: 'main', recordsDir: 'records', dataDir });
  const files = (await repository.tree(await repository.fetch())).filter(({ path }) => path.endsWith('.xml'));
  let bytes = 0;
  let page: string[] = [];
  let number = 0;
  const write = async (isLast: boolean): Promise<void> => {
    const token = isLast ? '' : String(number + 1);
    const xml = envelope(
      'ListRecords',
      `${page.join('')}<resumptionToken completeListSize="${files.length}">${token}</resumptionToken>`,
    );
    bytes += Buffer.byteLength(xml);
    await writeFile(join(folder, `ListRecords-${number}.xml`), xml);
    page = [];
    number += 1;
  };
  let left = files.length;
  for await (const blob of repository.blobs(
    files.map(({ blob }) => blob),
    2 ** 24,
  )) {
    if (blob.tooLarge) throw new Error(`A record has ${blob.size} bytes.`);
    page.push(recordOf(Buffer.from(blob.content).toString('utf8')));
    left -= 1;
    if (page.length === PAGE || left === 0) await write(left === 0);
  }
  await writeFile(join(folder, 'Identify.xml'), envelope('Identify', IDENTIFY));
  await rm(dataDir, { recursive: true });
  await writeFile(join(folder, 'about.json'), JSON.stringify({ bytes }));
}

function recordOf(xml: string): string {
  const id = /<identifier>([^<]*)</.exec(xml)?.[1] ?? '';
  const header = `<header><identifier>${id}</identifier><datestamp>2026-11-19T00:00:00Z</datestamp><setSpec>ivo_managed</setSpec></header>`;
  return `<record>${header}<metadata>${xml.replace(/^<\?xml[^>]*>\s*/, '')}</metadata></record>`;
}

function envelope(verb: string, content: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' +
    `<responseDate>${NOW}</responseDate><request verb="${verb}">http://bench.example/oai</request><${verb}>${content}</${verb}></OAI-PMH>`
  );
}

const IDENTIFY =
  '<repositoryName>Bench</repositoryName><baseURL>http://bench.example/oai</baseURL><protocolVersion>2.0</protocolVersion>' +
  '<adminEmail>bench@bench.example</adminEmail><earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp>' +
  '<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>';
