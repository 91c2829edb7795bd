import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importPath } from '../../src/harvest/import-path.ts';

describe('importPath', () => {
  it.each([
    ['ivo://padc.example', 'padc.example/authority.xml'],
    ['ivo://padc.example/authority', 'padc.example/authority~.xml'],
    ['ivo://PADC.example/Apis/EPN_core', 'padc.example/apis/epn_core.xml'],
    ['IVO://cds.vizier/J/A+A/123/4', 'cds.vizier/j/a+a/123/4.xml'],
    ['ivo://org.gavo.dc/~', 'org.gavo.dc/~7e.xml'],
    ['ivo://a.b/../../etc/passwd', 'a.b/~2e~2e/~2e~2e/etc/passwd.xml'],
    ['ivo://a.b/.git/config', 'a.b/~2egit/config.xml'],
    ['ivo://a.b/a%2Fb', 'a.b/a~252fb.xml'],
    ['ivo://a.b/con', 'a.b/con~.xml'],
    ['ivo://a.b/aux.x', 'a.b/aux~.x.xml'],
    ['ivo://a.b/lpt1/x', 'a.b/lpt1~/x.xml'],
    ['ivo://a.b/end.', 'a.b/end~2e.xml'],
    ['ivo://a.b/-rf', 'a.b/~2drf.xml'],
    ['ivo://a.b/x.xml/y', 'a.b/x.xml~/y.xml'],
    ['ivo://a.b/x*y', 'a.b/x~2ay.xml'],
    ['ivo://a.b//y', 'a.b/~/y.xml'],
    ['ivo://a.b/C:\\x', 'a.b/c~3a~5cx.xml'],
  ])('puts %s at %s', (ivoid, path) => {
    expect(importPath(ivoid)).toBe(path);
  });

  const segment = fc.stringMatching(/^[A-Za-z0-9\-_.!~*'()+=%\\:]{1,120}$/);
  const ivoid = fc
    .tuple(segment, fc.array(segment, { maxLength: 6 }))
    .map(([authority, rest]) => ['ivo:/', authority, ...rest].join('/'));

  it('stays inside of the folder, under names that every file system takes', () => {
    fc.assert(
      fc.property(fc.oneof(ivoid, fc.string({ unit: 'binary', maxLength: 600 })), (text) => {
        const path = importPath(text);
        expect(path.length).toBeLessThanOrEqual(180 + 90);
        expect(path.endsWith('.xml')).toBe(true);
        for (const name of path.split('/')) {
          expect(name).toMatch(/^[a-z0-9_~+=][a-z0-9\-_.+=~]*$/);
          expect(name).not.toMatch(/\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/);
        }
      }),
    );
  });

  it('gives two records two files, neither of which is a folder of the other', () => {
    fc.assert(
      fc.property(ivoid, ivoid, (a, b) => {
        fc.pre(a.toLowerCase() !== b.toLowerCase());
        const [one, two] = [importPath(a), importPath(b)];
        expect(one).not.toBe(two);
        expect(one.startsWith(`${two}/`) || two.startsWith(`${one}/`)).toBe(false);
      }),
    );
  });

  it('gives one file for all letter cases of an ivoid', () => {
    fc.assert(
      fc.property(ivoid, (a) => {
        expect(importPath(a.toUpperCase())).toBe(importPath(a));
      }),
    );
  });
});
