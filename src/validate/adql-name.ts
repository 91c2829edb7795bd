/** Names of tables and columns as ADQL reads them: regular identifiers, or delimited ones in double quotes (VDS-12). */

/** Reserved words of SQL-92 and ADQL, ADQL 2.1 §2.1.3 and §2.1.4. DEC is not among them, unlike in SQL-92. */
const RESERVED = new Set(
  `ABSOLUTE ACTION ADD ALL ALLOCATE ALTER AND ANY ARE AS ASC ASSERTION AT AUTHORIZATION AVG BEGIN BETWEEN BIT BIT_LENGTH
  BOTH BY CASCADE CASCADED CASE CAST CATALOG CHAR CHARACTER CHAR_LENGTH CHARACTER_LENGTH CHECK CLOSE COALESCE COLLATE
  COLLATION COLUMN COMMIT CONNECT CONNECTION CONSTRAINT CONSTRAINTS CONTINUE CONVERT CORRESPONDING COUNT CREATE CROSS
  CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURSOR DATE DAY DEALLOCATE DECIMAL DECLARE DEFAULT
  DEFERRABLE DEFERRED DELETE DESC DESCRIBE DESCRIPTOR DIAGNOSTICS DISCONNECT DISTINCT DOMAIN DOUBLE DROP ELSE END
  END-EXEC ESCAPE EXCEPT EXCEPTION EXEC EXECUTE EXISTS EXTERNAL EXTRACT FALSE FETCH FIRST FLOAT FOR FOREIGN FOUND FROM
  FULL GET GLOBAL GO GOTO GRANT GROUP HAVING HOUR IDENTITY IMMEDIATE IN INDICATOR INITIALLY INNER INPUT INSENSITIVE
  INSERT INT INTEGER INTERSECT INTERVAL INTO IS ISOLATION JOIN KEY LANGUAGE LAST LEADING LEFT LEVEL LIKE LOCAL LOWER
  MATCH MAX MIN MINUTE MODULE MONTH NAMES NATIONAL NATURAL NCHAR NEXT NO NOT NULL NULLIF NUMERIC OCTET_LENGTH OF ON
  ONLY OPEN OPTION OR ORDER OUTER OUTPUT OVERLAPS PAD PARTIAL POSITION PRECISION PREPARE PRESERVE PRIMARY PRIOR
  PRIVILEGES PROCEDURE PUBLIC READ REAL REFERENCES RELATIVE RESTRICT REVOKE RIGHT ROLLBACK ROWS SCHEMA SCROLL SECOND
  SECTION SELECT SESSION SESSION_USER SET SIZE SMALLINT SOME SPACE SQL SQLCODE SQLERROR SQLSTATE SUBSTRING SUM
  SYSTEM_USER TABLE TEMPORARY THEN TIME TIMESTAMP TIMEZONE_HOUR TIMEZONE_MINUTE TO TRAILING TRANSACTION TRANSLATE
  TRANSLATION TRIM TRUE UNION UNIQUE UNKNOWN UPDATE UPPER USAGE USER USING VALUE VALUES VARCHAR VARYING VIEW WHEN
  WHENEVER WHERE WITH WORK WRITE YEAR ZONE
  ABS ACOS ASIN ATAN ATAN2 CEILING COS COT DEGREES EXP FLOOR LOG LOG10 MOD PI POWER RADIANS RAND ROUND SIN SQRT TAN
  TRUNCATE AREA BOX CENTROID CIRCLE CONTAINS COORD1 COORD2 COORDSYS DISTANCE INTERSECTS POINT POLYGON REGION BIGINT
  ILIKE IN_UNIT OFFSET TOP`.split(/\s+/),
);

const REGULAR = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Whether a word must be quoted to be a name in ADQL, without regard to case. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word.toUpperCase());
}

/** Whether it is a regular identifier: a Latin letter, then letters, digits and underscores (ADQL 2.1 §2.1.5). */
export function isRegular(word: string): boolean {
  return REGULAR.test(word);
}

/** Parts of a dotted name, each regular or delimited, quotes kept; null if a quote does not end or stands inside a part. */
export function nameParts(name: string): string[] | null {
  if (isRegular(name)) return [name];
  const parts: string[] = [];
  const part = /"(?:[^"]|"")+"|[^".]+/y;
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const match = part.exec(name);
    if (match === null) return null;
    parts.push(match[0]);
    at += match[0].length;
    if (at === name.length) return parts;
    if (name[at] !== '.') return null;
    at += 1;
  }
}

/**
 * What is wrong with a name as it would be written in a query, in words that follow the quoted name; null if nothing is.
 * A column has one part, a table up to three: catalogue, schema and table.
 */
export function adqlNameFault(name: string, mostParts: number): string | null {
  const parts = nameParts(name);
  if (parts === null) return 'has quotes or dots that do not pair up';
  if (parts.length > mostParts) {
    return mostParts === 1
      ? 'has a dot, which separates names in ADQL'
      : `has ${parts.length} parts, more than catalogue, schema and table`;
  }
  for (const part of parts) {
    if (part.startsWith('"')) continue;
    if (!isRegular(part))
      return `needs double quotes in ADQL: ${part} is not a letter followed by letters, digits and _`;
    if (isReserved(part)) return `needs double quotes in ADQL: ${part.toUpperCase()} is a reserved word`;
  }
  return null;
}

/** The name with quotes around what needs them. A table name's dots are taken to separate its qualifiers. */
export function quotedName(name: string, mostParts: number): string {
  const quote = (part: string) =>
    part.startsWith('"') || (isRegular(part) && !isReserved(part)) ? part : `"${part.replaceAll('"', '""')}"`;
  const parts = nameParts(name);
  return parts === null || parts.length > mostParts ? quote(name) : parts.map(quote).join('.');
}

/** The form in which two names are compared: regular parts without regard to case, quotes kept off. */
export function nameKey(name: string): string {
  const parts = nameParts(name) ?? [name];
  return parts
    .map((p) => (p.startsWith('"') ? foldedIfRegular(p.slice(1, -1).replaceAll('""', '"')) : p.toLowerCase()))
    .join('.');
}

/** `"ra"` and `ra` are the same column; `"RA"` and `ra` may be two, so only lower-case ones fold. */
function foldedIfRegular(inner: string): string {
  return isRegular(inner) && inner === inner.toLowerCase() ? inner : `"${inner}"`;
}
