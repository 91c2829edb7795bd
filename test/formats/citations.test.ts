import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bibtexKey, renderBibtex } from '../../src/formats/bibtex.ts';
import { citation } from '../../src/formats/citation.ts';
import { renderCsl } from '../../src/formats/csl.ts';
import { personName } from '../../src/formats/person-name.ts';
import { ABOUT, type Parts, record, textOf } from './cases.ts';

const bibtex = (parts: Parts = {}) => textOf(renderBibtex(record(parts), ABOUT));
const DOI = '<altIdentifier>doi:10.25935/abc</altIdentifier>';

describe('names', () => {
  it.each([
    ['Le Sidaner, Pierre', 'Le Sidaner', 'Pierre'],
    ["O'Brien, K.-L. M.", "O'Brien", 'K.-L. M.'],
    ['van der Waals, Johannes Diderik', 'van der Waals', 'Johannes Diderik'],
  ])('%s is a person', (written, family, given) => {
    expect(personName(written)).toEqual({ family, given });
  });

  it.each([
    'Observatoire de Paris, LESIA',
    'CDS',
    'Pierre Le Sidaner',
    'A, B, C',
    'CNRS, Paris 6',
    'IDOC, CNRS',
    '',
  ])('"%s" is left whole', (written) => {
    expect(personName(written)).toBeNull();
  });
});

describe('citation', () => {
  it('creators, year, title, version, publisher, kind, identifier', () => {
    const one = record({
      altIdentifiers: DOI,
      curation: '<date role="Issued">2020-02-03</date><version>2</version>',
      content: '<type>Archive</type>',
    });
    expect(citation(one, ABOUT)).toBe(
      'Le Sidaner, Pierre (2020): A catalogue. Version 2. PADC. Archive. https://doi.org/10.25935/abc',
    );
  });

  it('makes do with less, and does not name the publisher twice', () => {
    expect(citation(record({ creators: '' }), ABOUT)).toBe(`PADC (2020): A catalogue. ${ABOUT.page}`);
    expect(citation(record({ creators: '', publisher: '', title: 'Why?' }), ABOUT)).toBe(
      `(2020): Why? ${ABOUT.page}`,
    );
  });

  it('names seven of many creators', () => {
    const creators = Array.from({ length: 30 }, (_, i) => `<creator><name>A${i}</name></creator>`).join('');
    expect(citation(record({ creators }), ABOUT)).toMatch(/^A0; A1; A2; A3; A4; A5; A6; et al\. \(2020\): /);
  });
});

describe('CSL', () => {
  it('one item with names, date parts and the DOI', () => {
    const creators =
      '<creator><name>Le Sidaner, Pierre</name></creator><creator><name>VO-Paris team</name></creator>';
    expect(JSON.parse(textOf(renderCsl(record({ altIdentifiers: DOI, creators }), ABOUT)))).toMatchObject([
      {
        type: 'dataset',
        id: 'ivo://padc.example/x',
        author: [{ family: 'Le Sidaner', given: 'Pierre' }, { literal: 'VO-Paris team' }],
        issued: { 'date-parts': [[2020, 2, 3]] },
        DOI: '10.25935/abc',
        URL: 'https://doi.org/10.25935/abc',
      },
    ]);
  });
});

describe('BibTeX', () => {
  it('an entry that every style knows', () => {
    expect(
      bibtex({ altIdentifiers: DOI, title: 'H&amp;K: 50% of $x_1$ ~ {a}\\b' }),
    ).toBe(`@misc{padc.example:x,
  title = {{H\\&K: 50\\% of \\$x\\_1\\$ \\textasciitilde{} \\textbraceleft{}a\\textbraceright{}\\textbackslash{}b}},
  author = {Le Sidaner, Pierre},
  year = {2020},
  month = {2},
  publisher = {PADC},
  howpublished = {CatalogResource, IVOA registry record},
  doi = {10.25935/abc},
  url = {https://doi.org/10.25935/abc},
  eprint = {ivo://padc.example/x},
  eprinttype = {ivoid},
  keywords = {Jupiter},
}
`);
  });

  it('keys differ where ivoids do, and hold nothing that ends a key', () => {
    const segment = fc.string({
      unit: fc.constantFrom(..."abAB01-_.!~*'()+="),
      minLength: 1,
      maxLength: 6,
    });
    const ivoid = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => `ivo://${parts.join('/')}`);
    fc.assert(
      fc.property(ivoid, ivoid, (a, b) => {
        expect(bibtexKey(a)).toMatch(/^[a-z0-9._:/+-]+$/);
        expect(bibtexKey(a) === bibtexKey(b)).toBe(a.toLowerCase() === b.toLowerCase());
      }),
      { numRuns: 1_000 },
    );
  });

  it('braces stay in pairs whatever the title holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}\\%$#~^"a@\n,=') }), (title) => {
        const entry = textOf(renderBibtex({ ...record(), title }, ABOUT)).replace(/\\[{}]/g, '');
        let depth = 0;
        for (const c of entry) {
          depth += c === '{' ? 1 : c === '}' ? -1 : 0;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
      }),
    );
  });
});
