import { describe, expect, it } from 'vitest';
import { renderSpase } from '../../src/formats/spase.ts';
import { textsAt } from '../../src/reconcile/crosswalk/spase-source.ts';
import { spaseFields } from '../../src/resource/spase-fields.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { ABOUT, type Parts, reasonOf, record, textOf } from './cases.ts';

const spase = (parts: Parts = {}) => textOf(renderSpase(record(parts), ABOUT));
const fields = (parts: Parts = {}) => spaseFields(parseXml(spase(parts)).root);

const MAGNETIC = '<subject>magnetic-fields</subject>';

describe('SPASE', () => {
  it('a dataset whose subject means one MeasurementType is the product', () => {
    expect(fields({ subjects: MAGNETIC })).toMatchObject({
      type: 'NumericalData',
      id: 'ivo://padc.example/x',
      measurements: ['MagneticField'],
      repositories: ['ivo://padc.example/org'],
    });
  });

  it('one that SPASE would want to know more of is the service that answers for it', () => {
    expect(fields()).toMatchObject({ type: 'Service', access: [{ url: 'https://tap.example/tap' }] });
    expect(fields({ type: 'vs:DataService', subjects: MAGNETIC })).toMatchObject({ type: 'Service' });
  });

  it('a SPASE id that the record states is its id, and nothing is tied to itself', () => {
    const id = 'spase://CNES/NumericalData/X';
    const text = spase({ subjects: MAGNETIC, altIdentifiers: `<altIdentifier>${id}</altIdentifier>` });
    expect(text).toContain(`<ResourceID>${id}</ResourceID>`);
    expect(text).not.toContain('<AssociationID>');
  });

  it('leaves nothing to be filled in, and makes up no history', () => {
    for (const text of [spase(), spase({ subjects: MAGNETIC }), spase({ type: 'vr:Organisation' })]) {
      expect(text).not.toMatch(/VOREG|<!--|RevisionHistory/);
    }
  });

  it('names persons with an identifier, else the publisher', () => {
    const { root } = parseXml(
      spase({
        creators:
          '<creator><name>Doe, J.</name></creator><creator><name>Roe, R.</name><altIdentifier>https://orcid.org/0000-0002-1825-0097</altIdentifier></creator>',
      }),
    );
    expect(textsAt(root, 'Service', 'ResourceHeader', 'Contact', 'PersonID')).toEqual([
      'https://orcid.org/0000-0002-1825-0097',
    ]);
    expect(spase()).toContain('<PersonID>ivo://padc.example/org</PersonID>');
  });

  it('leads to this registry, not to another one', () => {
    expect(spase()).toContain(
      '<URL>https://registry.example/resolve?ivoid=ivo%3A%2F%2Fpadc.example%2Fx</URL>',
    );
  });

  it('refuses what SPASE has no word for, or cannot do without', () => {
    expect(reasonOf(renderSpase(record({ type: 'vg:Authority' }), ABOUT))).toContain('Authority');
    const anonymous = record({ publisher: '<publisher ivo-id="ivo://padc.example">PADC</publisher>' });
    expect(reasonOf(renderSpase(anonymous, ABOUT))).toContain('a contact with an ORCID or an ivoid');
    expect(reasonOf(renderSpase(record({ body: '', subjects: MAGNETIC }), ABOUT))).toContain(
      'the format of the data',
    );
  });
});
