/** Writes Dublin Core statements as the payload of an oai_dc record. */
import { DC, OAI_DC, OAI_DC_XSD, XSI } from '../resource/namespaces.ts';
import type { DublinCore } from '../resource/oai-dc.ts';

// A template, not xmlbuilder2: it took 0.25 ms a record (7 s for 30,000), this 0.01 ms, and the shape is fixed.
const HEAD =
  `<oai_dc:dc xmlns:oai_dc="${OAI_DC}" xmlns:dc="${DC}" xmlns:xsi="${XSI}" ` +
  `xsi:schemaLocation="${OAI_DC} ${OAI_DC_XSD}">`;

/** UTF-8 bytes of an `oai_dc:dc` element with its declarations (OAI-09 and RI-09 ask for schemaLocation here). */
export function writeOaiDc(statements: DublinCore): Buffer {
  const body = statements.map(([term, value]) => `<dc:${term}>${escapeText(value)}</dc:${term}>`).join('');
  return Buffer.from(`${HEAD}${body}</oai_dc:dc>`, 'utf8');
}

/** Character data for XML 1.0. The value comes from a parsed document, so it holds no forbidden characters. */
function escapeText(value: string): string {
  return value.replace(/[&<>\r]/g, (c) =>
    c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&#13;',
  );
}
