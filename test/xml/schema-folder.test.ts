import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSchema } from '../../src/xml/schema.ts';

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'schema-'));
});

afterAll(() => rm(scratch, { recursive: true }));

describe('a folder that cannot be used', () => {
  async function folder(edit: (dir: string) => Promise<void>): Promise<Error> {
    const dir = await mkdtemp(join(scratch, 'xsd-'));
    await cp('xsd', dir, { recursive: true });
    await edit(dir);
    return loadSchema(dir).then(
      () => new Error('it loaded'),
      (error: Error) => error,
    );
  }

  async function editFile(dir: string, file: string, from: string, to: string): Promise<void> {
    const text = await readFile(join(dir, file), 'utf8');
    expect(text).toContain(from);
    await writeFile(join(dir, file), text.replace(from, to));
  }

  it('does not exist', async () => {
    await expect(loadSchema(join(scratch, 'none'))).rejects.toThrow(
      /catalog\.json cannot be read \(it does not exist\)/,
    );
  });

  it('has a catalog of another shape', async () => {
    const error = await folder((dir) => writeFile(join(dir, 'catalog.json'), '[{"file": "a.xsd"}]'));
    expect(error.message).toMatch(/catalog\.json: expected a JSON list/);
  });

  it('lacks a file', async () => {
    const error = await folder((dir) => rm(join(dir, 'SIA.xsd')));
    expect(error.message).toMatch(/SIA\.xsd cannot be read/);
  });

  it('has a type that is not there: file and line are named', async () => {
    const error = await folder((dir) => editFile(dir, 'SIA.xsd', 'type="sia:SkyPos"', 'type="sia:Sky"'));
    expect(error.message).toMatch(/do not compile: SIA\.xsd:\d+ .*Sky/);
  });

  it('is not well-formed: file and line are named', async () => {
    const error = await folder((dir) => editFile(dir, 'SIA.xsd', '</xs:schema>', ''));
    expect(error.message).toMatch(/do not compile: .*SIA\.xsd:\d+/);
  });

  it.each([
    '/etc/hosts',
    'http://127.0.0.1:1/x.xsd',
    '../SSA.xsd',
  ])('imports %s, which is never opened', async (location) => {
    const error = await folder((dir) =>
      editFile(
        dir,
        'SIA.xsd',
        '"VOResource.xsd"/>',
        `"VOResource.xsd"/><xs:import namespace="urn:x" schemaLocation="${location}"/>`,
      ),
    );
    expect(error.message).toContain(`${location} is imported but not in catalog.json`);
  });
});

it('a set stays as it was when others are loaded, fail to load, and go', async () => {
  const record = await readFile('test/xsd/fixtures/vr-resource-plain.xml', 'utf8');
  const schema = await loadSchema('xsd');
  const [other] = await Promise.all([loadSchema('xsd'), loadSchema(scratch).catch(() => null)]);
  expect(other?.validate(record)).toEqual([]);
  other?.dispose();
  expect(schema.validate(record)).toEqual([]);
  schema.dispose();
});
