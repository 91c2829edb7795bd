import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OaiEnvelope, OaiFault } from '../../src/xml/oai-envelope.ts';
import { type OaiEvent, readOai } from '../../src/xml/oai-stream.ts';
import { parseXml } from '../../src/xml/tree.ts';

const OAI = 'http://www.openarchives.org/OAI/2.0/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const RI = 'http://www.ivoa.net/xml/RegistryInterface/v1.0';

interface Read {
  events: OaiEvent[];
  envelope: OaiEnvelope;
}

async function read(
  answer: string | Buffer,
  sizes: number[] = [65_536],
  maxEntry = 1_000_000,
): Promise<Read> {
  const bytes = Buffer.from(answer);
  async function* chunks() {
    for (let from = 0, i = 0; from < bytes.length; i += 1) {
      const size = Math.max(1, sizes[i % sizes.length] ?? 1);
      yield bytes.subarray(from, from + size);
      from += size;
    }
  }
  const events: OaiEvent[] = [];
  const reader = readOai(chunks(), { charset: null, maxEntry });
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { events, envelope: next.value };
    events.push(...next.value);
  }
}

function records({ events }: Read) {
  return events.flatMap((event) => (event.kind === 'record' ? [event] : []));
}

function broken({ events }: Read): [string | null, string][] {
  return events
    .flatMap((event) => (event.kind === 'broken' ? [[event.identifier, event.reason] as const] : []))
    .map(([id, reason]) => [id, reason]);
}

function payloads(result: Read): (string | null)[] {
  return records(result).map((record) => record.payload?.bytes.toString() ?? null);
}

function header(id: string, more = ''): string {
  return `<header><identifier>${id}</identifier><datestamp>2026-01-01T00:00:00Z</datestamp>${more}</header>`;
}

function record(id: string, xml: string): string {
  return `<record>${header(id)}<metadata>${xml}</metadata></record>`;
}

function answer(list: string, verb = 'ListRecords'): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="${OAI}" xmlns:xsi="${XSI}">` +
    `<responseDate>2026-01-02T00:00:00Z</responseDate><request verb="${verb}">http://x.example/oai?a=1&amp;b</request>` +
    `<${verb}>${list}</${verb}></OAI-PMH>\n`
  );
}

const PLAIN = '<r xmlns=""><identifier>a</identifier></r>';

describe('records', () => {
  it('come with their headers, payload and abouts', async () => {
    const list =
      `<record>${header(' ivo://a/b ', '<setSpec>x</setSpec><setSpec>y:z</setSpec>')}<metadata>\n` +
      `<ri:Resource xmlns:ri="${RI}" status="active"><title>T</title><identifier> ivo://a/b\n</identifier></ri:Resource>` +
      '\n</metadata><about><p>1</p></about><about><q/></about></record>' +
      '<record><header status="deleted"><identifier>c</identifier><datestamp>2026</datestamp></header></record>' +
      '<resumptionToken completeListSize="7" cursor="0" expirationDate="2027-01-01T00:00:00Z">\n a&amp;b </resumptionToken>';
    const result = await read(answer(list));
    expect(records(result)).toMatchObject([
      {
        header: { identifier: 'ivo://a/b', setSpecs: ['x', 'y:z'], deleted: false },
        payload: { uri: RI, local: 'Resource', status: 'active', identifier: 'ivo://a/b' },
        surplus: 0,
        declaredHere: [],
      },
      { header: { identifier: 'c', datestamp: '2026', deleted: true }, payload: null, abouts: [] },
    ]);
    expect(records(result)[0]?.abouts.map(String)).toEqual([
      `<p xmlns="${OAI}" xmlns:xsi="${XSI}">1</p>`,
      `<q xmlns="${OAI}" xmlns:xsi="${XSI}"/>`,
    ]);
    expect(result.envelope).toMatchObject({
      responseDate: '2026-01-02T00:00:00Z',
      request: { url: 'http://x.example/oai?a=1&b', attributes: { verb: 'ListRecords' } },
      verb: 'ListRecords',
      token: { value: 'a&b', completeListSize: 7, cursor: 0, expirationDate: '2027-01-01T00:00:00Z' },
      notes: [],
    });
  });

  it('get the declarations of all their ancestors, also those that only a value needs', async () => {
    const list =
      `<record xmlns:vr="urn:vr"><header><identifier>a</identifier></header><metadata xmlns:vs="urn:vs&amp;&quot;">` +
      '<Resource xmlns="" xmlns:vr="urn:own" xsi:type="vs:X"><a xsi:type="vr:Y"/></Resource></metadata></record>';
    const [payload] = payloads(await read(answer(list)));
    expect(payload).toBe(
      `<Resource xmlns:xsi="${XSI}" xmlns:vs="urn:vs&#38;&#34;" xmlns="" xmlns:vr="urn:own" xsi:type="vs:X"><a xsi:type="vr:Y"/></Resource>`,
    );
    expect(parseXml(payload ?? '').root.declared).toEqual({
      ...{ '': '', vr: 'urn:own', vs: 'urn:vs&"', xsi: XSI },
    });
  });

  it('are found under a prefix, and in no namespace', async () => {
    const prefixed = answer(record('a', PLAIN))
      .replace(
        /<(\/?)(OAI-PMH|responseDate|request|ListRecords|record|header|metadata|datestamp)/g,
        '<$1o:$2',
      )
      .replace('xmlns=', 'xmlns:o=')
      .replace(/<(\/?)identifier>(a<)?/, '<$1o:identifier>$2')
      .replace('</identifier><o:datestamp', '</o:identifier><o:datestamp');
    const first = await read(prefixed);
    expect(records(first).map((one) => one.header.identifier)).toEqual(['a']);
    expect(first.envelope.notes.map((note) => note.code)).toEqual(['prefixed-root']);
    const second = await read(answer(record('a', PLAIN)).replace(` xmlns="${OAI}"`, ''));
    expect(records(second)).toHaveLength(1);
    expect(second.envelope.notes.map((note) => note.code)).toEqual(['oai-namespace']);
  });

  it('may hold what looks like their end, or like another record', async () => {
    const tricky = [
      '<a xmlns=""><!-- </record> <record><header> --></a>',
      '<a xmlns=""><![CDATA[</metadata></record><record>]]></a>',
      '<a xmlns=""><?p </record> ?></a>',
      '<a xmlns="urn:marc"><record><x/></record><record/><record t="a>b"><record></record ></record></a>',
      '<a xmlns="" b="a > b"><x>&#60;/record&gt;</x></a>',
    ];
    const list = tricky.map((xml, i) => record(`r${i}`, xml)).join('\n<!-- <record> -->\n');
    const result = await read(answer(list));
    expect(broken(result)).toEqual([]);
    const inside = payloads(result).map((payload) => payload?.replace(` xmlns:xsi="${XSI}"`, ''));
    expect(inside).toEqual(tricky);
    expect(records(result).map((one) => one.header.identifier)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
  });

  it('may have no content, or too much', async () => {
    const result = await read(
      answer(`<record/><record a="b>"/><record>${header('x')}<metadata/></record>${record('y', '<a/><b/>')}`),
    );
    expect(records(result).map((one) => [one.header.identifier, one.payload?.local, one.surplus])).toEqual([
      ['', undefined, 0],
      ['', undefined, 0],
      ['x', undefined, 0],
      ['y', 'a', 1],
    ]);
  });
});

describe('a record that is not well-formed is set aside alone', () => {
  const cases: [string, string, RegExp][] = [
    ['a lone &', '<a>R & D</a>', /& stands alone/],
    ['an entity of HTML', '<a>&eacute;</a>', /entity/],
    ['a missing end tag', '<a><b></a>', /./],
    ['an undeclared prefix', '<a><zz:b/></a>', /prefix zz is not declared/],
    ['an attribute twice', '<a b="1" b="2"/>', /duplicate attribute/i],
    ['a control character', '<a>\u0001</a>', /disallowed character/i],
    ['a lone <', '<a>1 < 2</a>', /./],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', /./],
    ['a comment that does not end', '<a><!-- </a>', /no end/],
    ['a CDATA section that does not end', '<a><![CDATA[ </a>', /no end/],
    ['a tag that does not end', '<a><b </a>', /./],
    ['a quote that does not end', '<a b="x></a>', /./],
    ['an XML declaration', '<?xml version="1.0"?><a/>', /./],
    ['too deep nesting', `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`, /200 levels/],
  ];
  it.each(cases)('%s', async (_, xml, reason) => {
    const list = [
      record('one', PLAIN),
      record('ivo://b/ad', xml),
      record('two', PLAIN),
      record('three', PLAIN),
    ];
    for (const sizes of [[65_536], [7], [1]]) {
      const result = await read(answer(`${list.join('\n')}<resumptionToken>t</resumptionToken>`), sizes);
      expect(records(result).map((one) => one.header.identifier)).toEqual(['one', 'two', 'three']);
      expect(broken(result)).toEqual([['ivo://b/ad', expect.stringMatching(reason)]]);
      expect(result.envelope.token?.value).toBe('t');
    }
  });

  it('also when it has no end at all', async () => {
    const list = [
      record('one', PLAIN),
      `<record>${header('lost')}<metadata><a><b>text`,
      record('two', PLAIN),
      `<record>${header('last')}<metadata><a>`,
    ];
    const result = await read(answer(list.join('\n')));
    expect(records(result).map((one) => one.header.identifier)).toEqual(['one', 'two']);
    expect(broken(result).map(([id]) => id)).toEqual(['lost', 'last']);
  });

  it('two in a row, the first and the last', async () => {
    const list = [record('b1', '<a>&</a>'), record('b2', '<a'), record('ok', PLAIN), record('b3', '<a></b>')];
    const result = await read(answer(list.join('')));
    expect(records(result).map((one) => one.header.identifier)).toEqual(['ok']);
    expect(broken(result).map(([id]) => id)).toEqual(['b1', 'b2', 'b3']);
  });

  it('or is too long', async () => {
    const list = [record('one', PLAIN), record('long', `<a>${'x'.repeat(50_000)}</a>`), record('two', PLAIN)];
    for (const sizes of [[65_536], [1000]]) {
      const result = await read(answer(list.join('\n')), sizes, 10_000);
      expect(records(result).map((one) => one.header.identifier)).toEqual(['one', 'two']);
      expect(broken(result)).toEqual([['long', 'It is longer than 10000 characters.']]);
    }
  });

  it('known prefixes are declared for it, on elements, attributes and in types', async () => {
    const [payload] = payloads(
      await read(
        answer(
          record(
            'a',
            '<ri:Resource xmlns="" xsi:type="vr:Service"><c xsi:type="zz:D" xlink:href="x"/></ri:Resource>',
          ),
        ),
      ),
    );
    const { declared } = parseXml(payload ?? '').root;
    expect(Object.keys(declared).sort()).toEqual(['', 'ri', 'vr', 'xlink', 'xsi']);
    expect(declared.ri).toBe(RI);
  });
});

describe('around the records', () => {
  it.each([
    ['a byte order mark', (a: string) => `\uFEFF${a}`, ['byte-order-mark']],
    ['text before', (a: string) => `<br>Notice: x & y<br/>\n${a}`, ['text-around']],
    ['text after', (a: string) => `${a}<br>Warning & so on`, ['text-around']],
    ['a DOCTYPE', (a: string) => a.replace('?>', '?><!DOCTYPE OAI-PMH SYSTEM "x.dtd">'), ['doctype']],
    ['a lone &', (a: string) => a.replace('a=1&amp;b', 'a=1&b&copy;'), ['ampersand-outside']],
    ['a lone <', (a: string) => a.replace('a=1&amp;b', 'a < b'), ['ampersand-outside']],
    ['a control character', (a: string) => a.replace('x.example', 'x\u0002.example'), ['control-character']],
    [
      'an undeclared prefix',
      (a: string) => a.replace('<responseDate>', '<m:n o:p="">x</m:n><responseDate>'),
      ['undeclared-prefix'],
    ],
    [
      'a processing instruction',
      (a: string) => a.replace('?>', '?><?xml-stylesheet href="a?b"?><!-- c -->'),
      [],
    ],
    ['no declaration', (a: string) => a.slice(a.indexOf('<OAI')), []],
    ['nothing wrong', (a: string) => a, []],
  ])('%s is tolerated', async (_, change, codes) => {
    const whole = change(answer(`${record('one', PLAIN)}<resumptionToken>x</resumptionToken>`));
    for (const sizes of [[65_536], [1], [13]]) {
      const result = await read(whole, sizes);
      expect(payloads(result)).toEqual([PLAIN.replace('<r', `<r xmlns:xsi="${XSI}"`)]);
      expect(result.envelope.notes.map((note) => note.code)).toEqual(codes);
      expect(result.envelope.token?.value).toBe('x');
    }
  });

  it.each<[string, string | Buffer, OaiFault['kind'], RegExp]>([
    ['nothing', '', 'not-oai', /empty/],
    [
      'HTML',
      '<!DOCTYPE html><html><head><title> Bad gateway </title></head><p>',
      'not-oai',
      /HTML page \("Bad gateway"\)/,
    ],
    ['other XML', '<?xml version="1.0"?><VOTABLE/>', 'not-oai', /VOTABLE/],
    ['text', 'Service unavailable', 'not-oai', /no XML/],
    ['binary', Buffer.from([0, 1, 2, 255, 254]), 'not-oai', /no XML/],
    [
      'entities of its own',
      answer('').replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>'),
      'unreadable',
      /DOCTYPE/,
    ],
    ['mismatched tags', answer('').replace('<responseDate>', '<x>'), 'unreadable', /not well-formed outside/],
  ])('%s is refused', async (_, text, kind, reason) => {
    const error = await read(text).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(OaiFault);
    expect(error).toMatchObject({ kind });
    expect(String(error)).toMatch(reason);
  });

  it('an answer that is cut anywhere is never whole', async () => {
    const whole = Buffer.from(answer([record('one', PLAIN), record('two', '<a>é</a>')].join('\n')).trimEnd());
    for (let length = 120; length < whole.length; length += 1) {
      await expect(read(whole.subarray(0, length))).rejects.toMatchObject({ kind: 'cut' });
    }
    await read(whole);
  });

  it.each([
    '<?xml ',
    '<?xml ?><!--',
    '<?',
    '<title',
    '<',
    '<a',
    '&',
    '<!DOCTYPE ',
    '<record>',
    '</record>',
    '<a b="',
  ])('does not take long over a million characters of %s', async (piece) => {
    const noise = piece.repeat(500_000 / piece.length);
    const started = process.cpuUsage().user;
    for (const text of [
      noise,
      `${noise}${answer('')}`,
      answer(noise),
      answer(record('a', noise)),
      answer(`${record('a', PLAIN)}${noise}`),
    ]) {
      await read(text).catch((error: unknown) => expect(error).toBeInstanceOf(OaiFault));
    }
    expect(process.cpuUsage().user - started).toBeLessThan(20_000_000);
  });

  it('Identify, with what its descriptions say', async () => {
    const content =
      '<repositoryName>R &amp; D</repositoryName><baseURL>http://x/oai</baseURL><protocolVersion>2.0</protocolVersion>' +
      '<adminEmail>a@x.example</adminEmail><adminEmail>b@x.example</adminEmail><earliestDatestamp>2000-01-01</earliestDatestamp>' +
      '<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DD</granularity><compression>gzip</compression>' +
      `<description><ri:Resource xmlns="" xmlns:ri="${RI}"><a>é</a></ri:Resource></description>` +
      '<description><header><record/></header></description>';
    const { envelope } = await read(answer(content, 'Identify'), [5]);
    expect(envelope.identify).toMatchObject({
      ...{ repositoryName: 'R & D', baseURL: 'http://x/oai', adminEmails: ['a@x.example', 'b@x.example'] },
      ...{ granularity: 'YYYY-MM-DD', deletedRecord: 'persistent', compression: ['gzip'] },
    });
    expect(envelope.identify?.descriptions[0]?.toString()).toBe(
      `<ri:Resource xmlns:xsi="${XSI}" xmlns="" xmlns:ri="${RI}"><a>é</a></ri:Resource>`,
    );
  });

  it('sets, formats, headers and errors', async () => {
    const sets =
      '<set><setSpec>a</setSpec><setName>A &amp; B</setName></set><set><setSpec>b:c</setSpec></set>';
    expect((await read(answer(sets, 'ListSets'))).events).toEqual([
      { kind: 'set', setSpec: 'a', setName: 'A & B' },
      { kind: 'set', setSpec: 'b:c', setName: null },
    ]);
    const format =
      '<metadataFormat><metadataPrefix>p</metadataPrefix><schema>s</schema><metadataNamespace>n</metadataNamespace></metadataFormat>';
    const { envelope } = await read(answer(format, 'ListMetadataFormats'));
    expect(envelope.formats).toEqual([{ metadataPrefix: 'p', schema: 's', metadataNamespace: 'n' }]);
    const headers = `${header('a')}<header status="deleted"/>${header('b', '<setSpec>s</setSpec>')}`;
    const listed = (await read(answer(headers, 'ListIdentifiers'), [9])).events;
    expect(
      listed.map((event) => event.kind === 'header' && [event.header.identifier, event.header.deleted]),
    ).toEqual([
      ['a', false],
      ['', true],
      ['b', false],
    ]);
    const error = answer('').replace(
      '<ListRecords></ListRecords>',
      '<error code="badVerb">no</error><error code="x"/>',
    );
    const { errors, verb } = (await read(error)).envelope;
    expect([errors, verb]).toEqual([
      [
        { code: 'badVerb', text: 'no' },
        { code: 'x', text: '' },
      ],
      null,
    ]);
  });
});

describe('encodings', () => {
  const xml = '<a xmlns="">Besançon “œuvre” €</a>';
  const expected = xml.replace('<a', `<a xmlns:xsi="${XSI}"`);

  it('bytes that are not UTF-8 spoil nothing', async () => {
    const whole = answer(`${record('utf8', xml)}${record('cp1252', '<a xmlns="">@</a>')}`);
    const at = whole.indexOf('@');
    const bytes = Buffer.concat([
      Buffer.from(whole.slice(0, at)),
      Buffer.from([0x42, 0x65, 0x73, 0x61, 0x6e, 0xe7, 0x6f, 0x6e, 0x20, 0x93, 0x80, 0x94, 0xe9]),
      Buffer.from(whole.slice(at + 1)),
    ]);
    for (const sizes of [[65_536], [1], [2], [3]]) {
      const result = await read(bytes, sizes);
      expect(payloads(result)).toEqual([expected, expected.replace(/>.*</, '>Besançon “€”é<')]);
      const notes = result.events.flatMap((event) => (event.kind === 'note' ? [event.note] : []));
      expect(notes.length).toBeGreaterThan(0);
      expect(notes[0]?.code).toBe('encoding-lies');
      expect(notes.some((note) => note.example.includes('Besançon “€”é'))).toBe(true);
    }
  });

  it.each([
    ['ISO-8859-1', (t: string) => Buffer.from(t, 'latin1'), '<a xmlns="">Besançon é</a>'],
    ['UTF-16', (t: string) => Buffer.from(`\uFEFF${t}`, 'utf16le'), xml],
    ['UTF-16', (t: string) => Buffer.from(`\uFEFF${t}`, 'utf16le').swap16(), xml],
    ['US-ASCII', (t: string) => Buffer.from(t), '<a xmlns="">x</a>'],
    ['windows-1252', (t: string) => Buffer.from(t.replace('€', '\u0080'), 'latin1'), '<a xmlns="">5 € é</a>'],
  ])('%s becomes UTF-8', async (name, encode, content) => {
    const bytes = encode(answer(record('a', content)).replace('UTF-8', name));
    for (const sizes of [[65_536], [1], [3]]) {
      expect(payloads(await read(bytes, sizes))).toEqual([content.replace('<a', `<a xmlns:xsi="${XSI}"`)]);
    }
  });

  it('one that is not known is a clear fault', async () => {
    await expect(read(answer(record('a', PLAIN)).replace('UTF-8', 'EBCDIC'))).rejects.toThrow(/"ebcdic"/);
  });
});

describe('every way to cut an answer into chunks', () => {
  const pieces = fc.constantFrom(
    ...['text', ' ', '\r\n', '\r', '\n', 'é', '€', '😀', '𝔘', '&amp;', '&#x1F600;', '&lt;/record&gt;', '\t'],
    ...[
      '<![CDATA[ </record> & < ]]>',
      '<!-- </record> é -->',
      '<?p </header>?>',
      '<b c="\'>\'"/>',
      "<p:d xmlns:p='urn:p' p:e='&lt;'/>",
    ],
    ...[
      '<record xmlns="urn:other">x</record>',
      '<identifier>x</identifier>',
      '<f xsi:type="vs:G">\r\n</f>',
      '<g\n h = "1"\r\n/>',
    ],
  );
  const content = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  const payload = content.map(
    (inside) => `<a:R xmlns:a="urn:a" xmlns:vs="urn:vs" xmlns=""\r\n t='1'>${inside}</a:R>`,
  );

  it('gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(payload, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        async (all, sizes) => {
          const list = all.map((xml, i) => record(`r${i}`, xml)).join('\r\n');
          const result = await read(answer(list), sizes);
          expect(broken(result)).toEqual([]);
          expect(payloads(result)).toEqual(all.map((xml) => xml.replace('<a:R', `<a:R xmlns:xsi="${XSI}"`)));
          expect(result.envelope.notes).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
