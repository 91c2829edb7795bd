import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Element } from '../../src/resource/element.ts';
import { splitAuthors } from '../../src/resource/spase-authors.ts';
import { spaseFields, spaseResources } from '../../src/resource/spase-fields.ts';
import { parseXml } from '../../src/xml/tree.ts';

const NS = 'http://www.spase-group.org/data/schema';
const of = (xml: string) => spaseFields(parseXml(xml).root);
const spase = (body: string, version = '2.7.1', ns = NS) =>
  `<Spase xmlns="${ns}"><Version>${version}</Version>${body}</Spase>`;

const NUMERICAL_DATA = spase(`
  <Status>Deprecated</Status>
  <MetadataRightsList><Rights><RightsIdentifier>CC0-1.0</RightsIdentifier></Rights></MetadataRightsList>
  <NamingAuthority>EXAMPLE</NamingAuthority>
  <NumericalData>
    <ResourceID> spase://EXAMPLE/NumericalData/Wind/MAG/PT4S </ResourceID>
    <NamingAuthority>EXAMPLE</NamingAuthority>
    <ResourceHeader>
      <ResourceName>Field at  Wind,
         4 s</ResourceName>
      <AlternateName>WIND_MAG</AlternateName>
      <DOI>https://doi.org/10.48322/ABCD-1</DOI>
      <ReleaseDate>2026-07-21T12:05:37.123</ReleaseDate>
      <RevisionHistory>
        <RevisionEvent><ReleaseDate>2023-07-30T12:34:56.789Z</ReleaseDate><Note>second</Note></RevisionEvent>
        <RevisionEvent><ReleaseDate>2021-04-27</ReleaseDate><Note>first</Note></RevisionEvent>
      </RevisionHistory>
      <Description>Ask curator@example.org for it.</Description>
      <PublicationInfo>
        <Title>Field at Wind</Title>
        <Authors>Family, Given, M.; &amp; Other, A.</Authors>
        <PublishedBy>Example Centre</PublishedBy>
        <LandingPageURL>https://example.org/wind</LandingPageURL>
      </PublicationInfo>
      <Contact>
        <PersonID>spase://SMWG/Person/A.B.Person</PersonID>
        <Role>PrincipalInvestigator</Role><Role>GeneralContact</Role>
      </Contact>
      <InformationURL><Name>paper</Name><URL>https://doi.org/10.25935/6jg4-mk86</URL></InformationURL>
      <Association>
        <AssociationID>spase://EXAMPLE/NumericalData/Wind/MAG/PT1M</AssociationID>
        <AssociationType>SupersededBy</AssociationType>
      </Association>
      <Association><AssociationType>Other</AssociationType></Association>
      <PriorID>spase://OLD/NumericalData/Wind/MAG/PT4S</PriorID>
    </ResourceHeader>
    <AccessInformation>
      <RepositoryID>spase://SMWG/Repository/Example</RepositoryID>
      <AccessRights>Open</AccessRights>
      <RightsList><Rights><RightsURI>https://spdx.org/licenses/CC0-1.0.html</RightsURI></Rights></RightsList>
      <AccessURL>
        <Name>HAPI</Name><URL>https://someone:secret@example.org/hapi</URL><Style>HAPI</Style>
        <ProductKey>wnd-a</ProductKey><ProductKey>wnd-b</ProductKey>
      </AccessURL>
      <AccessURL><URL/></AccessURL>
    </AccessInformation>
    <ProcessingLevel>Calibrated</ProcessingLevel>
    <InstrumentID>spase://SMWG/Instrument/Wind/MFI</InstrumentID>
    <MeasurementType>MagneticField</MeasurementType>
    <TemporalDescription>
      <TimeSpan><StartDate>1994-11-13T00:00:00+01:00</StartDate><RelativeStopDate>-P2M</RelativeStopDate></TimeSpan>
      <Cadence>PT4S</Cadence>
    </TemporalDescription>
    <SpectralRange>Radio</SpectralRange>
    <ObservedRegion>Heliosphere.Inner</ObservedRegion>
    <Keyword>IMF</Keyword><Keyword> IMF </Keyword>
    <InputResourceID>spase://EXAMPLE/NumericalData/Wind/MAG/Raw</InputResourceID>
    <Parameter><Name>Field</Name><ParameterKey>b_gse</ParameterKey>
      <Wave><FrequencyRange><SpectralRange>Optical</SpectralRange></FrequencyRange></Wave></Parameter>
  </NumericalData>`);

test('everything that a record of 2.7.1 says, whatever stands before the resource', () => {
  expect(of(NUMERICAL_DATA)).toEqual({
    model: 'spase',
    id: 'spase://EXAMPLE/NumericalData/Wind/MAG/PT4S',
    type: 'NumericalData',
    version: '2.7.1',
    status: 'Deprecated',
    title: 'Field at Wind, 4 s',
    alternateNames: ['WIND_MAG', 'Field at Wind'],
    description: 'Ask (e-mail) for it.',
    created: '2021-04-27T00:00:00Z',
    updated: '2026-07-21T12:05:37Z',
    dois: ['10.48322/abcd-1'],
    otherDois: ['10.25935/6jg4-mk86'],
    altIdentifiers: [],
    priorIds: ['spase://OLD/NumericalData/Wind/MAG/PT4S'],
    referenceUrls: ['https://doi.org/10.25935/6jg4-mk86', 'https://example.org/wind'],
    access: ['wnd-a', 'wnd-b'].map((productKey) => ({
      url: 'https://example.org/hapi',
      standard: 'HAPI',
      interfaceType: null,
      productKey,
      name: 'HAPI',
    })),
    persons: [
      { name: 'Family, Given, M.', id: null, role: 'Author', orcid: null },
      { name: 'Other, A.', id: null, role: 'Author', orcid: null },
      ...['PrincipalInvestigator', 'GeneralContact'].map((role) => ({
        name: 'A B Person',
        id: 'spase://SMWG/Person/A.B.Person',
        role,
        orcid: null,
      })),
    ],
    publisher: { name: 'Example Centre', id: null },
    instruments: [{ name: null, id: 'spase://SMWG/Instrument/Wind/MFI' }],
    facilities: [],
    repositories: ['spase://SMWG/Repository/Example'],
    temporal: [{ start: '1994-11-12T23:00:00Z', stop: null }],
    cadence: 'PT4S',
    parameters: ['b_gse', 'Field'],
    subjects: ['IMF'],
    measurements: ['MagneticField'],
    regions: ['Heliosphere.Inner'],
    wavebands: ['Radio', 'Optical'],
    levels: ['Calibrated'],
    rights: ['https://spdx.org/licenses/CC0-1.0.html', 'Open'],
    relations: [
      { type: 'SupersededBy', id: 'spase://EXAMPLE/NumericalData/Wind/MAG/PT1M', title: null },
      { type: 'InputResourceID', id: 'spase://EXAMPLE/NumericalData/Wind/MAG/Raw', title: null },
    ],
    tables: [],
    authorities: [],
    standards: [],
  });
});

describe('other types and versions', () => {
  it('a Person is a person, without e-mail address and telephone', () => {
    const fields = of(
      spase(
        `<Person><ResourceID>spase://SMWG/Person/A.B.Person</ResourceID><ReleaseDate>2020-07-16T15:48:00Z</ReleaseDate>
         <PersonName>Ada B. Person</PersonName><OrganizationName>Example Observatory</OrganizationName>
         <Email>ada@example.org</Email><PhoneNumber>+33 1 23 45 67 89</PhoneNumber>
         <ORCIdentifier>https://orcid.org/0000-0001-2345-678x</ORCIdentifier>
         <RORIdentifier>https://ror.org/0abc</RORIdentifier></Person>`,
        '2.3.1',
      ),
    );
    expect(fields).toMatchObject({
      type: 'Person',
      title: 'Ada B. Person',
      description: 'Example Observatory',
      updated: '2020-07-16T15:48:00Z',
      altIdentifiers: ['https://ror.org/0abc'],
      persons: [
        {
          name: 'Ada B. Person',
          id: 'spase://SMWG/Person/A.B.Person',
          role: 'Person',
          orcid: '0000-0001-2345-678X',
        },
      ],
    });
    expect(JSON.stringify(fields)).not.toMatch(/ada@|23 45/);
  });

  it('a Catalog has its TimeSpan directly', () => {
    const fields = of(
      spase(`<Catalog><ResourceID>spase://X/Catalog/C</ResourceID><PhenomenonType>Storm</PhenomenonType>
        <TimeSpan><StartDate>2020-11-29</StartDate><StopDate>2023-05-16T19:55:00	</StopDate></TimeSpan></Catalog>`),
    );
    expect(fields).toMatchObject({
      type: 'Catalog',
      measurements: ['Storm'],
      temporal: [{ start: '2020-11-29T00:00:00Z', stop: '2023-05-16T19:55:00Z' }],
    });
  });

  it('an Instrument belongs to an Observatory; a Repository has its AccessURL directly; a Collection has members', () => {
    expect(
      of(
        spase(`<Instrument><ResourceID>spase://X/Instrument/A/B</ResourceID><InstrumentType>Magnetometer</InstrumentType>
        <InvestigationName>Field of A</InvestigationName><ObservatoryID>spase://X/Observatory/A</ObservatoryID>
        <OperatingSpan><StartDate>2001-01-01T00:00:00</StartDate></OperatingSpan></Instrument>`),
      ),
    ).toMatchObject({
      alternateNames: ['Field of A'],
      facilities: [{ name: null, id: 'spase://X/Observatory/A' }],
      temporal: [{ start: '2001-01-01T00:00:00Z', stop: null }],
    });
    expect(
      of(
        spase(
          '<Repository><ResourceID>spase://X/Repository/R</ResourceID><AccessURL><URL>https://r.example</URL></AccessURL></Repository>',
        ),
      )?.access,
    ).toEqual([
      { url: 'https://r.example', standard: null, interfaceType: null, productKey: null, name: null },
    ]);
    expect(
      of(
        spase(`<Collection><ResourceID>spase://X/Collection/C</ResourceID><Member><ResourceName>One</ResourceName>
        <MemberID>spase://X/NumericalData/One</MemberID></Member></Collection>`),
      )?.relations,
    ).toEqual([{ type: 'MemberID', id: 'spase://X/NumericalData/One', title: 'One' }]);
  });

  it.each(['1.2.0', '2.0.1', '2.7.2'])('version %s, in a namespace that is wrong or missing', (version) => {
    const body =
      '<NumericalData><ResourceID>spase://X/N</ResourceID><PhysicalParameter><Name>B</Name></PhysicalParameter></NumericalData>';
    for (const ns of ['', 'https://www.spase-group.org/data/schema', 'urn:other'])
      expect(of(spase(body, version, ns))).toMatchObject({ version, id: 'spase://X/N', parameters: ['B'] });
    expect(
      of(
        `<s:Spase xmlns:s="${NS}"><s:Version>1</s:Version><Future><ResourceID>a</ResourceID></Future></s:Spase>`,
      ),
    ).toMatchObject({
      type: 'Future',
      id: 'a',
    });
  });

  it('several resources in one document', () => {
    const root = parseXml(
      spase('<Person><ResourceID>a</ResourceID></Person><Instrument><ResourceID>b</ResourceID></Instrument>'),
    ).root;
    expect(spaseResources(root).map((e) => e.local)).toEqual(['Person', 'Instrument']);
  });

  it('null without a resource, id "" without a ResourceID', () => {
    expect(of(spase(''))).toBeNull();
    expect(of('<Resource/>')).toBeNull();
    expect(of(spase('<Person/>'))).toMatchObject({
      id: '',
      type: 'Person',
      title: '',
      persons: [{ id: null }],
    });
  });
});

describe('bounds', () => {
  it('500 names of parameters, 30,000 characters of description, and the record of what was cut', () => {
    const parameters = Array.from(
      { length: 300 },
      (_, i) => `<Parameter><Name>n${i}</Name><ParameterKey>k${i}</ParameterKey></Parameter>`,
    );
    const fields = of(
      spase(`<NumericalData><ResourceID>spase://X/N</ResourceID><ResourceHeader>
        <Description>${'word '.repeat(8_000)}</Description></ResourceHeader>${parameters.join('')}</NumericalData>`),
    );
    expect(fields?.parameters).toHaveLength(500);
    expect(fields?.description).toHaveLength(30_000);
    expect(fields?.description.endsWith('…')).toBe(true);
    expect(fields?.cut).toEqual(['description', 'parameters']);
  });

  it('whatever the tree: fields or null, and no e-mail address', () => {
    const names = fc.constantFrom(
      ...'Spase Person NumericalData ResourceHeader ResourceID Contact PersonID Role AccessInformation AccessURL URL'.split(
        ' ',
      ),
      ...'Name Parameter TimeSpan StartDate TemporalDescription Authors PublicationInfo DOI Description Keyword'.split(
        ' ',
      ),
    );
    const words = fc.oneof(
      fc.string(),
      fc.emailAddress(),
      fc.constantFrom('2020-02-31', '%E0%A4%A', '10.1234/%zz'),
    );
    const element = (children: fc.Arbitrary<Element[]>): fc.Arbitrary<Element> =>
      fc
        .record({ local: names, text: words, children })
        .map((made) => ({ ...parseXml('<x/>').root, ...made, name: made.local }));
    const leaves = fc.array(element(fc.constant([])), { maxLength: 4 });
    const tree = element(fc.array(element(fc.array(element(leaves), { maxLength: 4 })), { maxLength: 4 }));
    fc.assert(
      fc.property(tree, (root) => {
        const fields = spaseFields({ ...root, local: 'Spase' });
        expect(JSON.stringify(fields)).not.toMatch(/[a-z0-9]@[a-z0-9-]+\.[a-z]{2,}/i);
      }),
    );
  });
});

test.each([
  ['McComas, David, J.', ['McComas, David, J.']],
  ['Family, Given, M.; Other, A.; & Third, B.', ['Family, Given, M.', 'Other, A.', 'Third, B.']],
  ['Angelopoulos, V., Mende, S. B., and Frey, H. U.', ['Angelopoulos, V.', 'Mende, S. B.', 'Frey, H. U.']],
  ['J. Merka, A. Szabo, K. Paularena, and T. Narock,', ['J. Merka', 'A. Szabo', 'K. Paularena', 'T. Narock']],
  ['Gold, R.E., Wilson III, L.B., and J.D. Patterson', ['Gold, R.E.', 'Wilson III, L.B.', 'J.D. Patterson']],
  ['A. Smith and B. Jones', ['A. Smith', 'B. Jones']],
  ['Howard, R.A., J.D. Moses, A. Vourlidas, et al.', ['Howard, R.A.', 'J.D. Moses', 'A. Vourlidas']],
  ['SOHO, Charge, Element, and Isotope Analysis', ['SOHO, Charge, Element, and Isotope Analysis']],
  ['', []],
])('authors: %s', (written, authors) => expect(splitAuthors(written).names).toEqual(authors));
