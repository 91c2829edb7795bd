/** Questions on a terminal, with streams in its place. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askForRest, Interrupted } from '../../src/new/ask.ts';
import type { Reading } from '../../src/new/fields.ts';
import { KINDS, type RecordKind } from '../../src/new/types.ts';
import type { Defaults, Given } from '../../src/new/values.ts';

const PADC: Defaults = {
  authority: 'padc.example',
  publisher: { name: 'Paris Astronomical Data Centre', ivoid: 'ivo://padc.example/org/padc' },
  contact: { name: 'PADC support team', address: null, email: 'vo.paris@obspm.fr' },
};
const TAP = { name: 'PADC TAP', ivoid: 'ivo://padc.example/tap/planeto', tap: 'https://padc.example/tap' };

/** Types the lines, and returns what was understood and what was on the screen. */
async function talk(kind: string, lines: string[], given: Given = {}, defaults = PADC) {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  const find = async (ivoid: string) => (ivoid === TAP.ivoid ? TAP : null);
  const reading: Reading = { kind: KINDS[kind] as RecordKind, defaults, given, find };
  await askForRest(reading, { input, output });
  return { given: reading.given, screen: String(output.read() ?? '') };
}

describe('voreg new on a terminal', () => {
  it('asks for everything that an EPN-TAP record needs', async () => {
    const { given } = await talk('epn-tap', [
      'quiet/epn_core',
      'Spectra of quiet stars',
      'Quiet stars',
      '',
      'Neiner, C.; de Batz, B.',
      '2026-01-02',
      'Help desk',
      'help@padc.example',
      'Be stars; spectroscopy',
      'Spectra of stars that hardly change.',
      'https://padc.example/quiet/',
      'ivo://padc.example/tap/planeto',
      'Free for research.',
      'celestial',
    ]);
    expect(given).toEqual({
      ivoid: 'ivo://padc.example/quiet/epn_core',
      title: 'Spectra of quiet stars',
      shortName: 'Quiet stars',
      publisher: PADC.publisher,
      creators: ['Neiner, C.', 'de Batz, B.'],
      date: '2026-01-02',
      contact: { name: 'Help desk', email: 'help@padc.example' },
      subjects: ['be-stars', 'spectroscopy'],
      description: 'Spectra of stars that hardly change.',
      referenceURL: 'https://padc.example/quiet/',
      servedBy: { name: 'PADC TAP', ivoid: 'ivo://padc.example/tap/planeto' },
      // That of the TAP service, so it is not asked for.
      accessURL: 'https://padc.example/tap',
      rights: 'Free for research.',
      frame: 'celestial',
    });
  });

  it('offers what the repository knows, and takes it for an empty line', async () => {
    const { given, screen } = await talk('organisation', ['org/me', 'Me', '', '', '', '']);
    expect(screen).toContain('Whom may users ask? (best a support team) [PADC support team] ');
    expect(screen).toContain('At which e-mail address? [vo.paris@obspm.fr] ');
    expect(given).toEqual({
      ivoid: 'ivo://padc.example/org/me',
      title: 'Me',
      contact: { email: 'vo.paris@obspm.fr' },
    });
  });

  it('asks again until the answer is right', async () => {
    const { given, screen } = await talk('service', [
      ...['über', 'ivo://padc.example', 'portal', 'Portal', 'much too long for a short name', 'Portal'],
      ...['ivo://padc.example/org/nobody', 'CDS', 'Neiner, C.', '31.12.2025', '2026-02-30', '2025-12-31'],
      ...['', 'at home', '', 'quietness', 'be-stars', '', 'www.obspm.fr', '', 'https://padc.example/'],
    ]);
    expect(given).toMatchObject({
      ivoid: 'ivo://padc.example/portal',
      shortName: 'Portal',
      publisher: { name: 'CDS', ivoid: null },
      date: '2025-12-31',
      subjects: ['be-stars'],
      accessURL: 'https://padc.example/',
    });
    expect(given.referenceURL).toBe(undefined);
    for (const sentence of [
      '"ivo://padc.example/über" is not an identifier',
      '"ivo://padc.example" is an authority; write ivo://padc.example/ and a key.',
      'has 30 characters; 16 are allowed.',
      'There is no record ivo://padc.example/org/nobody here.',
      '"31.12.2025" is not a day.',
      '"2026-02-30" is not a day.',
      '"at home" is not an e-mail address',
      '"quietness" is no concept of the Unified Astronomy Thesaurus',
      '"www.obspm.fr" is not an address.',
    ]) {
      expect(screen).toContain(sentence);
    }
  });

  it('does not ask for what was given, nor for what the kind of record does not have', async () => {
    const { screen } = await talk('authority', ['', '', '', '', '', ''], {
      ivoid: 'ivo://new.example',
      title: 'New',
    });
    expect(screen).not.toMatch(/identifier|Title|Access URL|Since when|on what terms/);
    expect(screen).toContain('Short name?');
  });

  it('leaves the rest for later at the end of the input', async () => {
    const { given } = await talk('tap', ['tap/new', 'New TAP service']);
    expect(given).toEqual({ ivoid: 'ivo://padc.example/tap/new', title: 'New TAP service' });
  });

  it('stops at Ctrl-C', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const reading: Reading = {
      kind: KINDS.tap as RecordKind,
      defaults: PADC,
      given: {},
      find: async () => null,
    };
    const asked = askForRest(reading, { input, output: new PassThrough() });
    input.write('tap/new\r');
    input.write('half a tit\x03');
    await expect(asked).rejects.toBeInstanceOf(Interrupted);
    expect(reading.given).toEqual({ ivoid: 'ivo://padc.example/tap/new' });
  });

  it('asks for a whole identifier where no authority is known', async () => {
    const nobody = { authority: null, publisher: null, contact: null };
    const { given } = await talk('tap', ['tap/new', 'ivo://new.example/tap'], {}, nobody);
    // "tap" alone is an authority that would need a key.
    expect(given.ivoid).toBe('ivo://tap/new');
  });
});
