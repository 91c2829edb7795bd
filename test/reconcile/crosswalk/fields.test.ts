/** Each row of tables/fields.json: what becomes of it on the way to VOResource, and what is said to be lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldRows } from '../../../src/reconcile/crosswalk/losses.ts';
import type { SpaseOptions } from '../../../src/reconcile/crosswalk/spase-to-vor.ts';
import { type LoadedSchema, loadSchema } from '../../../src/xml/schema.ts';
import { ACCESS, flat, resolver, type SpaseParts, toVor } from './records.ts';

interface Case {
  field: string;
  does: string;
  spase: SpaseParts;
  options?: Partial<SpaseOptions>;
  /** Parts of the result, white space between tags left out. */
  has?: string[];
  hasNot?: string[];
  /** `kind what` of a loss of this field, with its value. */
  says?: [what: string | RegExp, value?: string | null];
}

const contact = (...roles: string[]) =>
  `<Contact><PersonID>spase://SMWG/Person/Jane.Doe</PersonID>${roles.map((role) => `<Role>${role}</Role>`).join('')}</Contact>`;
const PI =
  '<Contact><PersonID>spase://SMWG/Person/Paul.Integer</PersonID><Role>PrincipalInvestigator</Role></Contact>';
const cited = (inside: string) =>
  `<PublicationInfo>${inside}<Authors>Doe, Jane; Roe, Richard</Authors><PublicationDate>2019-05-06T07:08:09Z</PublicationDate><PublishedBy>House A; House B</PublishedBy></PublicationInfo>`;
const access = (inside: string, before = '', after = '<Format>CDF</Format>') =>
  `<AccessInformation><RepositoryID>spase://SMWG/Repository/X</RepositoryID>${before}<AccessURL>${inside}</AccessURL>${after}</AccessInformation>`;
const span = (inside: string, more = '') =>
  `<MeasurementType>MagneticField</MeasurementType><TemporalDescription><TimeSpan>${inside}</TimeSpan>${more}</TemporalDescription>`;
const link = (url: string) => `<InformationURL><Name>n</Name><URL>${url}</URL></InformationURL>`;
const association = (id: string, type: string) =>
  `<Association><AssociationID>${id}</AssociationID><AssociationType>${type}</AssociationType></Association>`;
const wave = (inside: string, type = 'Photon') =>
  `<MeasurementType>Spectrum</MeasurementType><Parameter><Name>p</Name><Wave><WaveType>${type}</WaveType><WaveQuantity>Intensity</WaveQuantity>${inside}</Wave></Parameter>`;
const HTTPS_OTHER = 'spase://CNES/NumericalData/Case/Other';

const CASES: Case[] = [
  {
    field: 'id',
    does: 'is an altIdentifier, and the path of an ivoid',
    spase: {},
    has: [
      '<identifier>ivo://spase.example/spase/CNES/NumericalData/Case/X</identifier>',
      '<altIdentifier>spase://CNES/NumericalData/Case/X</altIdentifier>',
    ],
  },
  {
    field: 'id',
    does: 'goes under the authority asked for, without what an ivoid may not have',
    spase: { id: 'spase://SMWG/NumericalData/De Pascuale' },
    options: { authority: 'padc.obspm' },
    has: [
      '<identifier>ivo://padc.obspm/spase/SMWG/NumericalData/De_Pascuale</identifier>',
      '<altIdentifier>spase://SMWG/NumericalData/De%20Pascuale</altIdentifier>',
    ],
    says: ['characters that an ivoid may not have', 'spase://SMWG/NumericalData/De Pascuale'],
  },
  {
    field: 'landing',
    does: 'is the page of the SPASE registry if there is no better one',
    spase: {},
    has: ['<referenceURL>https://spase-metadata.org/CNES/NumericalData/Case/X.html</referenceURL>'],
    says: ['its page in the SPASE registry', 'spase://CNES/NumericalData/Case/X'],
  },
  {
    field: 'landing',
    does: 'prefers the LandingPageURL',
    spase: {
      names: '<DOI>https://doi.org/10.48322/x</DOI>',
      publication:
        '<PublicationInfo><Authors>Doe, Jane</Authors><PublicationDate>2019-05-06T00:00:00Z</PublicationDate><PublishedBy>H</PublishedBy><LandingPageURL>https://landing.example/</LandingPageURL></PublicationInfo>',
    },
    has: ['<referenceURL>https://landing.example/</referenceURL>'],
  },
  {
    field: 'landing',
    does: 'prefers the DOI to a page',
    spase: { names: '<DOI>https://doi.org/10.48322/x</DOI>', links: link('https://info.example/') },
    has: ['<referenceURL>https://doi.org/10.48322/x</referenceURL>'],
  },
  {
    field: 'doi',
    does: 'is an altIdentifier in lower case',
    spase: { names: '<DOI>https://doi.org/10.48322/ABC</DOI>' },
    has: ['<altIdentifier>doi:10.48322/abc</altIdentifier>'],
  },
  {
    field: 'doi',
    does: 'is not TBD',
    spase: { names: '<DOI>TBD</DOI>' },
    hasNot: ['doi:'],
    says: ['what is no DOI', 'TBD'],
  },
  {
    field: 'title',
    does: 'is the name, collapsed',
    spase: { name: 'A\n      case' },
    has: ['<title>A case</title>'],
  },
  {
    field: 'altname',
    does: 'is the first of 16 characters',
    spase: {
      names: '<AlternateName>A very long alternate name</AlternateName><AlternateName>Short</AlternateName>',
    },
    has: ['<shortName>Short</shortName>'],
    says: ['a further name', 'A very long alternate name'],
  },
  {
    field: 'desc',
    does: 'keeps its lines',
    spase: { description: '\n        Table:\n          * one\n          * two\n' },
    has: ['<description>Table: * one * two</description>'],
    says: [/^the mark-up/],
  },
  {
    field: 'updated',
    does: 'is the ReleaseDate',
    spase: { releaseDate: '2020-01-02T03:04:05.678' },
    has: ['updated="2020-01-02T03:04:05Z"'],
  },
  {
    field: 'updated',
    does: 'is today where there is no date',
    spase: { releaseDate: 'soon' },
    has: ['updated="2026-11-20T00:00:00Z"'],
    says: [/no readable ReleaseDate/, 'soon'],
  },
  {
    field: 'created',
    does: 'is the oldest date that is known',
    spase: {
      history:
        '<RevisionHistory><RevisionEvent><ReleaseDate>2018-01-01T00:00:00Z</ReleaseDate><Note>first</Note></RevisionEvent></RevisionHistory>',
    },
    has: ['created="2018-01-01T00:00:00Z"'],
  },
  {
    field: 'revnotes',
    does: 'are lost',
    spase: {
      history:
        '<RevisionHistory><RevisionEvent><ReleaseDate>2018-01-01T00:00:00Z</ReleaseDate><Note>first</Note></RevisionEvent></RevisionHistory>',
    },
    says: ['a note of the history', 'first'],
  },
  {
    field: 'expire',
    does: 'makes it inactive',
    spase: { history: '<ExpirationDate>2021-01-01T00:00:00Z</ExpirationDate>' },
    has: ['status="inactive"'],
    says: ['it has expired, so it is inactive', '2021-01-01T00:00:00Z'],
  },
  {
    field: 'expire',
    does: 'does not before',
    spase: { history: '<ExpirationDate>2031-01-01T00:00:00Z</ExpirationDate>' },
    has: ['status="active"'],
    says: ['the date on which it expires', '2031-01-01T00:00:00Z'],
  },
  {
    field: 'status',
    does: 'is by the table',
    spase: { root: '<Status>Withdrawn</Status>' },
    has: ['status="deleted"'],
  },
  {
    field: 'status',
    does: 'is inactive below Deprecated/',
    spase: {},
    options: { isDeprecated: true },
    has: ['status="inactive"'],
  },
  {
    field: 'pubdate',
    does: 'is the day of issue',
    spase: { publication: cited('') },
    has: ['<date role="Issued">2019-05-06</date>'],
    says: ['the time of day', '2019-05-06T07:08:09Z'],
  },
  {
    field: 'publisher',
    does: 'is the first of PublishedBy',
    spase: { publication: cited('') },
    has: ['<publisher>House A</publisher>', '<contributor>House B</contributor>'],
    says: [/^that these publish it too/, 'House B'],
  },
  {
    field: 'publisher',
    does: 'is then the organisation of the Publisher',
    spase: { contact: contact('Publisher') },
    has: ['<publisher altIdentifier="https://ror.org/00ryjtt64">Example Institute</publisher>'],
  },
  {
    field: 'publisher',
    does: 'is then the repository',
    spase: {},
    has: ['<publisher altIdentifier="https://ror.org/0171mag52">The X archive</publisher>'],
    says: ['the repository publishes it', 'spase://SMWG/Repository/X'],
  },
  {
    field: 'publisher',
    does: 'is then the organisation of the host',
    spase: { contact: contact('HostContact') },
    options: { resolve: (id) => (id.includes('/Person/') ? KNOWN(id) : null) },
    has: ['<publisher altIdentifier="https://ror.org/00ryjtt64">Example Institute</publisher>'],
    says: [/host contact publishes/, 'spase://SMWG/Person/Jane.Doe'],
  },
  {
    field: 'publisher',
    does: 'is at last the naming authority',
    spase: {},
    options: { resolve: () => null },
    has: ["<publisher>Centre National d'Etudes Spatiales</publisher>"],
    says: ['the naming authority publishes it', 'CNES'],
  },
  {
    field: 'authors',
    does: 'are creators, one each',
    spase: { publication: cited('') },
    has: [
      '<creator><name altIdentifier="https://orcid.org/0000-0001-7915-5571">Doe, Jane</name></creator><creator><name>Roe, Richard</name></creator>',
    ],
  },
  {
    field: 'authors',
    does: 'stay whole if they cannot be taken apart',
    spase: {
      publication:
        '<PublicationInfo><Authors>The Team: Institute A (X); Institute B (Y)</Authors><PublicationDate>2019-05-06T00:00:00Z</PublicationDate><PublishedBy>H</PublishedBy></PublicationInfo>',
    },
    has: ['<creator><name>The Team: Institute A (X); Institute B (Y)</name></creator>'],
    says: [/^the structure of a text/, 'The Team: Institute A (X); Institute B (Y)'],
  },
  {
    field: 'pubtitle',
    does: 'is lost',
    spase: { publication: cited('<Title>Cited as</Title>') },
    says: ['the title of the citation', 'Cited as'],
  },
  {
    field: 'contact',
    does: 'goes to each place of its roles',
    spase: { contact: contact('GeneralContact', 'TeamMember') + PI },
    has: [
      '<creator><name altIdentifier="spase://SMWG/Person/Paul.Integer">Paul Integer</name></creator>',
      '<contributor altIdentifier="https://orcid.org/0000-0001-7915-5571">Jane Doe</contributor>',
      '<contact><name altIdentifier="https://orcid.org/0000-0001-7915-5571">Jane Doe</name>',
    ],
    says: ['the role', 'TeamMember spase://SMWG/Person/Jane.Doe'],
  },
  {
    field: 'contact',
    does: 'is somebody else if nobody is',
    spase: { contact: PI },
    has: ['<contact><name altIdentifier="spase://SMWG/Person/Paul.Integer">Paul Integer</name></contact>'],
    says: [/answers for it: there is no contact/, 'spase://SMWG/Person/Paul.Integer'],
  },
  {
    field: 'contact',
    does: 'has the name of its id if there is no record',
    spase: {},
    options: { resolve: () => null },
    has: ['<contact><name altIdentifier="spase://SMWG/Person/Jane.Doe">Jane Doe</name></contact>'],
    says: [/so the name is taken from the id/, 'spase://SMWG/Person/Jane.Doe'],
  },
  {
    field: 'email',
    does: 'is that of a contact, the first',
    spase: {},
    has: ['<email>jane@example.org</email>'],
    hasNot: ['j@example.org'],
    says: ['email that is not given on, of Jane Doe', null],
  },
  {
    field: 'email',
    does: 'is not that of others',
    spase: { contact: PI },
    hasNot: ['paul@example.org'],
    says: ['email that is not given on, of Paul Integer', null],
  },
  {
    field: 'phone',
    does: 'is that of a contact',
    spase: {},
    has: ['<address>1 Road</address>', '<telephone>+33 1</telephone>'],
  },
  {
    field: 'phone',
    does: 'is not that of others',
    spase: { contact: contact('PrincipalInvestigator') },
    hasNot: ['+33 1', '1 Road'],
    says: ['telephone that is not given on, of Jane Doe', null],
  },
  {
    field: 'orcid',
    does: 'identifies the person',
    spase: {},
    has: ['<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Jane Doe</name>'],
  },
  {
    field: 'ror',
    does: 'identifies the publisher',
    spase: {},
    has: ['altIdentifier="https://ror.org/0171mag52"'],
  },
  {
    field: 'ror',
    does: 'of a Repository itself is lost',
    spase: {
      type: 'Repository',
      access: '<AccessURL><URL>https://x.example/</URL></AccessURL><RORIdentifier>0171mag52</RORIdentifier>',
      body: '',
    },
    says: ['the ROR of the resource itself', '0171mag52'],
  },
  {
    field: 'ack',
    does: 'is a text of rights',
    spase: { publication: '<Acknowledgement>Thank us.</Acknowledgement>' },
    has: ['<rights>Thank us.</rights>'],
    says: [/^that this is how to cite/, 'Thank us.'],
  },
  {
    field: 'ack',
    does: 'follows the description where there are no rights',
    spase: {
      type: 'Repository',
      access: '<AccessURL><URL>https://x.example/</URL></AccessURL>',
      body: '',
      publication: '<Acknowledgement>Thank us.</Acknowledgement>',
    },
    has: ['What it is. Thank us.</description>'],
  },
  {
    field: 'funding',
    does: 'is lost',
    spase: { publication: '<Funding><Agency>A</Agency><Project>P</Project></Funding>' },
    says: ['who paid for it', 'P'],
  },
  {
    field: 'infourl',
    does: 'is the page, but for catalogues and papers',
    spase: {
      links:
        link('https://helio.data.nasa.gov/x') +
        link('https://doi.org/10.1029/2021JA029435') +
        link('https://info.example/') +
        link('https://more.example/'),
    },
    has: [
      '<referenceURL>https://info.example/</referenceURL>',
      '<source format="doi">10.1029/2021ja029435</source>',
    ],
    says: ['a further page', 'https://more.example/'],
  },
  {
    field: 'infourl',
    does: 'with the DOI of data is a page',
    spase: { links: link('https://doi.org/10.25935/6jg4-mk86') },
    has: ['<referenceURL>https://doi.org/10.25935/6jg4-mk86</referenceURL>'],
    hasNot: ['<source'],
  },
  {
    field: 'keyword',
    does: 'is a subject if it is a concept',
    spase: {
      body: '<MeasurementType>Profile</MeasurementType><Keyword>Solar wind</Keyword><Keyword>my word</Keyword>',
    },
    has: ['<subject>solar-wind</subject>'],
    says: ['a keyword that is no concept of the UAT', 'my word'],
  },
  {
    field: 'subject',
    does: 'is the union of the tables',
    spase: {
      body: '<MeasurementType>MagneticField</MeasurementType><ObservedRegion>Earth.Magnetosphere.Magnetotail</ObservedRegion>',
    },
    has: ['<subject>earth-planet</subject><subject>magnetotail</subject><subject>magnetic-fields</subject>'],
    says: ['what ObservedRegion says beyond earth-planet, magnetotail', 'Earth.Magnetosphere.Magnetotail'],
  },
  {
    field: 'subject',
    does: 'is heliophysics where nothing is said',
    spase: { body: '<MeasurementType>Profile</MeasurementType>' },
    has: ['<subject>heliophysics</subject>'],
    says: [/^nothing says what it is about/, null],
  },
  {
    field: 'type',
    does: 'is by the table',
    spase: { type: 'DisplayData' },
    has: ['xsi:type="vs:DataResource"'],
  },
  {
    field: 'ctype',
    does: 'is by the table',
    spase: { type: 'NumericalOutput' },
    has: ['<type>Simulation</type>'],
  },
  {
    field: 'level',
    does: 'is research',
    spase: {},
    has: ['<contentLevel>Research</contentLevel>'],
    says: ['it is for research', null],
  },
  {
    field: 'facility',
    does: 'is found by two steps',
    spase: {
      body: '<InstrumentID>spase://SMWG/Instrument/S/MAG</InstrumentID><MeasurementType>MagneticField</MeasurementType>',
    },
    has: ['<facility altIdentifier="spase://SMWG/Observatory/S">Spacecraft S</facility>'],
  },
  {
    field: 'instrument',
    does: 'has its name and id',
    spase: {
      body: '<InstrumentID>spase://SMWG/Instrument/S/MAG</InstrumentID><MeasurementType>MagneticField</MeasurementType>',
    },
    has: ['<instrument altIdentifier="spase://SMWG/Instrument/S/MAG">Magnetometer</instrument>'],
    says: ['the type of an instrument', 'Magnetometer'],
  },
  {
    field: 'instrument',
    does: 'may be said by an association',
    spase: { links: association('spase://SMWG/Instrument/S/MAG', 'ObservedBy') },
    has: ['<instrument altIdentifier="spase://SMWG/Instrument/S/MAG">Magnetometer</instrument>'],
    hasNot: ['<relationship>'],
  },
  {
    field: 'opspan',
    does: 'is lost',
    spase: {
      body: '<InstrumentID>spase://SMWG/Instrument/S/MAG</InstrumentID><MeasurementType>MagneticField</MeasurementType>',
    },
    says: ['the time of operation', '2001-01-01T00:00:00Z'],
  },
  {
    field: 'temporal',
    does: 'is an interval in MJD',
    spase: {
      body: span('<StartDate>2000-01-01T12:00:00</StartDate><StopDate>2000-01-02T00:00:00Z</StopDate>'),
    },
    has: ['<coverage><temporal>51544.5 51545</temporal></coverage>'],
  },
  {
    field: 'temporal',
    does: 'ends today where the end moves',
    spase: {
      body: span('<StartDate>2000-01-01T00:00:00Z</StartDate><RelativeStopDate>-P1D</RelativeStopDate>'),
    },
    has: ['<temporal>51544 61363</temporal>'],
    says: [/^that its end moves on/, '-P1D'],
  },
  {
    field: 'temporal',
    does: 'is left out where it ends before it begins',
    spase: {
      body: span('<StartDate>2000-01-01T00:00:00Z</StartDate><StopDate>1999-01-01T00:00:00Z</StopDate>'),
    },
    hasNot: ['<temporal>'],
    says: ['a time span that ends before it begins', '2000-01-01T00:00:00Z/1999-01-01T00:00:00Z'],
  },
  {
    field: 'temporal',
    does: 'of a Catalog is a direct child',
    spase: {
      type: 'Catalog',
      body: '<PhenomenonType>SolarFlare</PhenomenonType><TimeSpan><StartDate>2000-01-01T00:00:00Z</StartDate><StopDate>2000-01-02T00:00:00Z</StopDate></TimeSpan>',
    },
    has: ['<temporal>51544 51545</temporal>', '<subject>solar-flares</subject>'],
  },
  {
    field: 'cadence',
    does: 'is lost',
    spase: {
      body: span(
        '<StartDate>2000-01-01T00:00:00Z</StartDate><StopDate>2000-01-02T00:00:00Z</StopDate>',
        '<Cadence>PT4S</Cadence>',
      ),
    },
    says: ['Cadence', 'PT4S'],
  },
  {
    field: 'spectral',
    does: 'is in Joule',
    spase: { body: wave('<FrequencyRange><Low>10</Low><High>40</High><Units>MHz</Units></FrequencyRange>') },
    has: ['<spectral>6.62607e-27 2.65043e-26</spectral>'],
  },
  {
    field: 'spectral',
    does: 'of wavelengths is turned round',
    spase: {
      body: wave('<WavelengthRange><Low>100</Low><High>200</High><Units>nm</Units></WavelengthRange>'),
    },
    has: ['<spectral>9.93223e-19 1.98645e-18</spectral>'],
  },
  {
    field: 'spectral',
    does: 'is not that of particles',
    spase: {
      body: '<MeasurementType>EnergeticParticles</MeasurementType><Parameter><Name>p</Name><Particle><ParticleType>Ion</ParticleType><ParticleQuantity>Flux</ParticleQuantity><EnergyRange><Low>1</Low><High>2</High><Units>MeV</Units></EnergyRange></Particle></Parameter>',
    },
    hasNot: ['<spectral>'],
    says: ['the energies of particles', '1 2 MeV'],
  },
  {
    field: 'spectral',
    does: 'is not that of a wave without photons',
    spase: {
      body: wave(
        '<FrequencyRange><Low>10</Low><High>40</High><Units>Hz</Units></FrequencyRange>',
        'Electrostatic',
      ),
    },
    hasNot: ['<spectral>'],
    says: ['waves that are no photons', '10 40 Hz'],
  },
  {
    field: 'waveband',
    does: 'is by the table',
    spase: { body: '<MeasurementType>Irradiance</MeasurementType><SpectralRange>SoftXRays</SpectralRange>' },
    has: ['<spectral>1.92299e-17 1.92299e-15</spectral><waveband>X-ray</waveband>'],
    says: ['what SpectralRange says beyond X-ray', 'SoftXRays'],
  },
  {
    field: 'spatial',
    does: 'is lost',
    spase: {
      body: '<MeasurementType>MagneticField</MeasurementType><SpatialCoverage><CoordinateSystem><CoordinateRepresentation>Cartesian</CoordinateRepresentation><CoordinateSystemName>GEO</CoordinateSystemName></CoordinateSystem></SpatialCoverage>',
    },
    says: [/not on the sky/],
  },
  {
    field: 'access',
    does: 'is an interface of a capability',
    spase: {
      access: access(
        '<Name>Server</Name><URL>https://data.example/hapi</URL><Style>HAPI</Style><ProductKey>key</ProductKey>',
      ),
    },
    has: [
      '<capability><description>Server</description><interface xsi:type="vs:ParamHTTP"><accessURL use="base">https://data.example/hapi</accessURL><resultType>application/x-cdf</resultType></interface></capability>',
    ],
    says: ['a ProductKey', 'key'],
  },
  {
    field: 'access',
    does: 'percent-encodes what no address may have',
    spase: { access: access('<URL>http://jsoc.example/q?ds=a[b]{c} d</URL>') },
    has: ['http://jsoc.example/q?ds=a%5Bb%5D%7Bc%7D%20d'],
  },
  {
    field: 'access',
    does: 'gets a scheme',
    spase: { access: access('<URL>www.example.org/x</URL>') },
    has: ['>http://www.example.org/x</accessURL>'],
    says: ['an address without scheme begins with http://', 'www.example.org/x'],
  },
  {
    field: 'access',
    does: 'is lost where it is empty',
    spase: { access: access('<Name>None</Name><URL/>') },
    hasNot: ['<capability'],
    says: ['an AccessURL without URL', 'None'],
  },
  {
    field: 'access',
    does: 'by EPN-TAP is an auxiliary capability with its table',
    spase: {
      access: access(
        '<URL>https://tap.example/tap</URL><Style>EPNTAP</Style><ProductKey>apis.epn_core</ProductKey>',
      ),
    },
    has: [
      '<capability standardID="ivo://ivoa.net/std/TAP#aux"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">https://tap.example/tap</accessURL></interface></capability>',
      '<schema><name>apis</name><table><name>apis.epn_core</name><utype>ivo://ivoa.net/std/epntap#table-2.0</utype></table></schema>',
    ],
  },
  {
    field: 'format',
    does: 'is the resultType of a file',
    spase: {
      access: access(
        '<URL>https://data.example/x.csv</URL><Style>File</Style>',
        '',
        '<Format>CSV</Format><Format>CDF</Format>',
      ),
    },
    has: ['<accessURL use="full">https://data.example/x.csv</accessURL><resultType>text/csv</resultType>'],
    says: ['a format', 'CDF'],
  },
  {
    field: 'avail',
    does: 'makes what is offline inactive',
    spase: { access: ACCESS.replace('<AccessURL>', '<Availability>Offline</Availability><AccessURL>') },
    has: ['status="inactive"'],
    says: [/all of its data are offline/, null],
  },
  {
    field: 'rights',
    does: 'is the licence',
    spase: {
      access: access(
        '<URL>https://x.example</URL>',
        '<AccessRights>Open</AccessRights><RightsList><Rights><RightsURI>https://spdx.org/licenses/CC0-1.0.html</RightsURI><RightsName>CC0</RightsName></Rights></RightsList>',
      ),
    },
    has: ['<rights rightsURI="https://spdx.org/licenses/CC0-1.0">CC0</rights>'],
    says: ['AccessRights beside a licence', 'Open'],
  },
  {
    field: 'rights',
    does: 'is else what AccessRights says',
    spase: { access: access('<URL>https://x.example</URL>', '<AccessRights>Restricted</AccessRights>') },
    has: ['<rights>secure</rights>'],
    says: [/^how to log in/, 'https://x.example'],
  },
  {
    field: 'mdrights',
    does: 'is lost',
    spase: {
      root: '<MetadataRightsList><Rights><RightsURI>https://spdx.org/licenses/CC0-1.0.html</RightsURI></Rights></MetadataRightsList>',
    },
    says: ['the licence of the description', 'https://spdx.org/licenses/CC0-1.0.html'],
  },
  {
    field: 'extent',
    does: 'is lost',
    spase: {
      access: ACCESS.replace(
        '</Format>',
        '</Format><DataExtent><Quantity>5</Quantity><Units>MB</Units></DataExtent>',
      ),
    },
    says: ['the size', '5 MB'],
  },
  {
    field: 'level2',
    does: 'keeps the version only',
    spase: {
      body: '<ProcessingLevel>Calibrated</ProcessingLevel><ProviderVersion>3.1</ProviderVersion><MeasurementType>MagneticField</MeasurementType>',
    },
    has: ['<version>3.1</version>'],
    says: [/obscore-calibrated/, 'Calibrated'],
  },
  {
    field: 'assoc',
    does: 'is a relationship',
    spase: { links: association(HTTPS_OTHER, 'PartOf') },
    has: [
      `<relationship><relationshipType>IsPartOf</relationshipType><relatedResource altIdentifier="${HTTPS_OTHER}">The other case</relatedResource></relationship>`,
    ],
  },
  {
    field: 'assoc',
    does: 'to no identifier is lost',
    spase: { links: association('juno-wav-orb', 'PartOf') },
    hasNot: ['juno-wav-orb'],
    says: ['PartOf something whose name is no identifier', 'juno-wav-orb'],
  },
  {
    field: 'assoc',
    does: 'to an ivoid has it',
    spase: { links: association('ivo://padc.obspm/x', 'PartOf') },
    has: ['<relatedResource ivo-id="ivo://padc.obspm/x">'],
  },
  {
    field: 'input',
    does: 'is what it is derived from',
    spase: {
      body: `<MeasurementType>MagneticField</MeasurementType><InputResourceID>${HTTPS_OTHER}</InputResourceID>`,
    },
    has: [
      `<relationshipType>IsDerivedFrom</relationshipType><relatedResource altIdentifier="${HTTPS_OTHER}">The other case</relatedResource>`,
    ],
  },
  {
    field: 'prior',
    does: 'is a further altIdentifier',
    spase: { links: '<PriorID>spase://VSPO/NumericalData/Old</PriorID>' },
    has: ['<altIdentifier>spase://VSPO/NumericalData/Old</altIdentifier>'],
  },
  {
    field: 'member',
    does: 'is a part',
    spase: {
      type: 'Collection',
      body: `<Member><ResourceName>Part one</ResourceName><Description>d</Description><MemberID>${HTTPS_OTHER}</MemberID></Member>`,
    },
    has: [
      `<relationshipType>HasPart</relationshipType><relatedResource altIdentifier="${HTTPS_OTHER}">Part one</relatedResource>`,
    ],
    says: ['Description of a member', 'd'],
  },
  {
    field: 'params',
    does: 'are columns only of a table',
    spase: {
      body: '<MeasurementType>MagneticField</MeasurementType><Parameter><Name>B</Name><ParameterKey>b</ParameterKey><Field><FieldQuantity>Magnetic</FieldQuantity></Field></Parameter>',
    },
    hasNot: ['<tableset>'],
    says: [/^the parameters/, '1 parameters'],
  },
  {
    field: 'params',
    does: 'are columns of a TAP table',
    spase: {
      access: access('<URL>https://tap.example/tap</URL><Style>TAP</Style><ProductKey>s.t</ProductKey>'),
      body: '<MeasurementType>MagneticField</MeasurementType><Parameter><Name>B field</Name><ParameterKey>b</ParameterKey><UCD>phys.magField</UCD><Units>nT</Units><Field><FieldQuantity>Magnetic</FieldQuantity></Field></Parameter>',
    },
    has: ['<column><name>b</name><description>B field</description><ucd>phys.magField</ucd></column>'],
    says: ['units, which are free text', 'nT'],
  },
  {
    field: 'serviceurl',
    does: 'is an interface of a Service',
    spase: {
      type: 'Service',
      access: '<AccessURL><URL>https://service.example/</URL></AccessURL>',
      body: '',
    },
    has: [
      'xsi:type="vr:Service"',
      '<interface xsi:type="vr:WebBrowser"><accessURL use="full">https://service.example/</accessURL></interface>',
    ],
  },
  {
    field: 'serviceurl',
    does: 'of a Repository is the page',
    spase: { type: 'Repository', access: '<AccessURL><URL>https://x.example/</URL></AccessURL>', body: '' },
    has: ['xsi:type="vr:Organisation"', '<referenceURL>https://x.example/</referenceURL>'],
    hasNot: ['<capability'],
    says: ['the address, unless it is the page', 'https://x.example/'],
  },
  {
    field: 'ivoid_back',
    does: 'is for the way back: the ivoid is minted',
    spase: {},
    has: ['<identifier>ivo://spase.example/'],
  },
];

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema(new URL('../../../xsd', import.meta.url).pathname);
});
afterAll(() => schema.dispose());

const KNOWN = resolver(
  ...Object.values(await import('./records.ts')).filter(
    (one): one is string => typeof one === 'string' && one.includes('<Spase'),
  ),
);

describe('each field', () => {
  it.each(CASES)('$field $does', ({ field, spase, options, has = [], hasNot = [], says }) => {
    const { xml, losses } = toVor(spase, options);
    for (const part of has) expect(flat(xml)).toContain(part);
    for (const part of hasNot) expect(flat(xml)).not.toContain(part);
    if (says !== undefined) {
      const [what, value] = says;
      const own = losses.filter((loss) => loss.field === field);
      const expected = { what: typeof what === 'string' ? what : expect.stringMatching(what) };
      expect(own).toContainEqual(
        expect.objectContaining(value === undefined ? expected : { ...expected, value }),
      );
    }
    expect(schema.validate(xml)).toEqual([]);
  });

  it('is looked at above', () => {
    expect([...new Set(CASES.map(({ field }) => field))].sort()).toEqual(Object.keys(fieldRows()).sort());
    expect(Object.keys(fieldRows())).toHaveLength(50);
  });
});
