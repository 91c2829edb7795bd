/** A form with files (RFC 7578), as browsers send it: the whole body is in memory already, and it is small. */

export interface Part {
  name: string;
  /** null: not a file. '' for a file field that was left empty. */
  filename: string | null;
  bytes: Buffer;
}

/** The body is not such a form; the message is for the client. */
export class MultipartFault extends Error {
  override name = 'MultipartFault';
}

const MOST_PARTS = 20;
const MOST_HEAD_BYTES = 4096;
/** RFC 2046 §5.1.1: at most 70 of these, not ending with a space. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;
const CRLF = '\r\n';

/** The boundary that a Content-Type names; null: it is no multipart/form-data. Throws MultipartFault. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) return null;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  if (!BOUNDARY.test(boundary))
    throw new MultipartFault('The Content-Type names no boundary that RFC 2046 allows.');
  return boundary;
}

/** The parts in their order. Throws MultipartFault. */
export function readMultipart(body: Buffer, boundary: string): Part[] {
  // What comes before the first boundary is to be ignored; that one may stand at the very beginning.
  const start = body.indexOf(`--${boundary}`);
  if (start < 0 || (start > 0 && body.toString('latin1', start - 2, start) !== CRLF))
    throw new MultipartFault('The body does not begin with the boundary that the Content-Type names.');
  const delimiter = Buffer.from(`${CRLF}--${boundary}`);
  const parts: Part[] = [];
  for (let at = start + delimiter.length - 2; ; ) {
    const after = body.toString('latin1', at, at + 2);
    if (after === '--') return parts;
    if (parts.length === MOST_PARTS) throw new MultipartFault(`The form has more than ${MOST_PARTS} fields.`);
    if (after !== CRLF) throw new MultipartFault('A boundary in the body is followed by something else.');
    const end = body.indexOf(delimiter, at);
    if (end < 0) throw new MultipartFault('The form is cut off: its last boundary is missing.');
    parts.push(partOf(body.subarray(at + 2, end)));
    at = end + delimiter.length;
  }
}

function partOf(bytes: Buffer): Part {
  const headEnd = bytes.indexOf(CRLF + CRLF);
  if (headEnd < 0 || headEnd > MOST_HEAD_BYTES)
    throw new MultipartFault('A field of the form has no end of its head.');
  const head = bytes.toString('utf8', 0, headEnd).split(CRLF);
  const disposition = head.find((line) => /^content-disposition\s*:\s*form-data\s*;/i.test(line)) ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) throw new MultipartFault('A field of the form has no name.');
  return { name, filename: parameter(disposition, 'filename'), bytes: bytes.subarray(headEnd + 4) };
}

/** Browsers write a quote in a value as %22 (HTML, multipart/form-data encoding algorithm). */
function parameter(disposition: string, name: string): string | null {
  const [, value] = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition) ?? [];
  return value?.replaceAll('%22', '"') ?? null;
}
