/** Rules about single columns and parameters: type, UCD, unit, flags (VDS-14, 15, 17, 18, 19). */
import { attribute, children, type Element, text } from '../../resource/element.ts';
import { XSI } from '../../resource/namespaces.ts';
import { type Edit, replaceText, writtenAttributes } from '../../xml/edit.ts';
import { attributeText, type Fault, type Rule, type Subject } from '../rule.ts';
import { typeAttribute, typeName } from '../standards.ts';
import { describedValues, tablesetOf } from '../tableset.ts';
import { ucdFault } from '../ucd.ts';
import { unitFaults } from '../vounits.ts';

const FLAGS = ['indexed', 'primary', 'nullable', 'no-where'];
/** xtypes of DALI 1.1 and 1.2, which need no schema (VODataService 1.2 §3.5), and those of TAP 1.0. */
const XTYPE =
  /^(timestamp|interval|multiinterval|hms|dms|point|circle|range|multirange|polygon|multipolygon|moc|multimoc|shape|multishape|uuid|uri|json|adql:(POINT|REGION|TIMESTAMP|CLOB|BLOB))$/;
const VOTABLE_OF: Record<string, string> = {
  BOOLEAN: 'boolean',
  SMALLINT: 'short',
  INTEGER: 'int',
  BIGINT: 'long',
  REAL: 'float',
  DOUBLE: 'double',
};

export const COLUMN_RULES: Rule[] = [
  {
    id: 'VDS-14',
    severity: 'info',
    citation: 'VODataService 1.2 §3.5.3, §3.5.5',
    asks: 'Types of columns are vs:VOTableType, and scalars have no arraysize.',
    because:
      'vs:TAPType and arraysize="1" for a scalar are deprecated; in VOTable the latter is an array of one.',
    example: {
      wrong: '<dataType xsi:type="vs:TAPType">DOUBLE</dataType>',
      right: '<dataType xsi:type="vs:VOTableType">double</dataType>',
    },
    *check({ root, text: document }) {
      for (const element of columnTypes(root)) yield* dataTypeFaults(element, document);
    },
  },
  {
    id: 'VDS-15',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.5',
    asks: 'A VOTable type has no delim; an extendedType that is no DALI xtype comes with its extendedSchema.',
    because:
      'VOTable has its own way to write arrays, and an extended type without schema is taken for an xtype.',
    example: {
      wrong: '<dataType xsi:type="vs:VOTableType" arraysize="2" delim=",">double</dataType>',
      right: '<dataType xsi:type="vs:VOTableType" arraysize="2">double</dataType>',
    },
    *check({ root, text: document }) {
      for (const { dataType } of describedValues(root)) {
        if (dataType !== null) yield* extensionFaults(dataType, document);
      }
    },
  },
  {
    id: 'VDS-17',
    severity: 'warning',
    citation: 'UCD 1.1; UCD list 1.6',
    asks: 'UCDs are made of the words of the list, in their places.',
    because: 'Clients find the position, the brightness or the spectral axis by UCD.',
    example: { wrong: '<ucd>pos.eq.rightascension</ucd>', right: '<ucd>pos.eq.ra</ucd>' },
    *check(subject) {
      for (const { ucd } of describedValues(subject.root)) {
        if (ucd !== null) yield* ucdFaults(ucd, subject);
      }
    },
  },
  {
    id: 'VDS-18',
    severity: 'warning',
    citation: 'VOUnits 1.1',
    asks: 'Units are written as VOUnits asks, with symbols that it knows.',
    because: 'Clients convert values with it; a unit that cannot be read is only shown.',
    example: { wrong: '<unit>10-7W/m2</unit>', right: '<unit>10**-7W/m**2</unit>' },
    *check(subject) {
      for (const { unit } of describedValues(subject.root)) {
        if (unit !== null) yield* unitElementFaults(unit, subject);
      }
    },
  },
  {
    id: 'VDS-19',
    severity: 'info',
    citation: 'VODataService 1.2 §3.5.4',
    asks: 'Flags of columns are indexed, primary, nullable or (1.3) no-where; std is true or false.',
    because: 'Others mean nothing to clients.',
    example: { wrong: '<flag>index</flag>', right: '<flag>indexed</flag>' },
    *check(subject) {
      for (const { element } of describedValues(subject.root)) {
        const std = attribute(element, 'std')?.trim() ?? 'true';
        if (/^(true|false|1|0)$/.test(std)) continue;
        const message = `std="${std}" is not true or false. Write std="true" if a standard defines the ${element.local}.`;
        yield { element, attribute: 'std', found: std, message };
      }
      for (const table of tablesetOf(subject.root).tables) {
        for (const flag of table.columns.flatMap((column) => children(column.element, 'flag'))) {
          const value = text(flag);
          if (FLAGS.includes(value)) continue;
          const right = FLAGS.find((f) => f === value.toLowerCase());
          const fix =
            right === undefined ? null : { says: right, edits: [replaceText(subject.text, flag, right)] };
          const message = `"${value}" is not a flag that clients know: these are ${FLAGS.join(', ')}.`;
          yield { element: flag, found: value, message, ...(fix === null ? {} : { fix }) };
        }
      }
    },
  },
];

function columnTypes(root: Element): Element[] {
  return describedValues(root).flatMap(({ element, dataType }) =>
    dataType === null || element.local !== 'column' ? [] : [dataType],
  );
}

function* dataTypeFaults(element: Element, document: string): Generator<Fault> {
  const arraysize = attributeText(element, 'arraysize');
  // Most columns end here, before namespaces are looked up.
  const written = attributeText(element, 'type', XSI);
  if (arraysize !== '1' && !/TAP|Simple/.test(written)) return;
  const type = typeName(element, '');
  const value = text(element);
  if (type === 'vs:SimpleDataType') {
    const message =
      'vs:SimpleDataType is for parameters of interfaces. Write xsi:type="vs:VOTableType" and its name of the type: double for real, long or int for integer, char with arraysize="*" for string.';
    yield { element, ...typeAttribute(element), found: written, message, severity: 'warning' };
    return;
  }
  if (type === 'vs:TAPType' || type === 'vs:TAPDataType') {
    const now = VOTABLE_OF[value];
    const message = `vs:TAPType is deprecated. Write xsi:type="vs:VOTableType" and ${now ?? 'char with an arraysize'} for ${value}.`;
    yield { element, ...typeAttribute(element), found: value, message };
    return;
  }
  if (arraysize !== '1') return;
  const isText = /^(char|unicodeChar)$/.test(value);
  const message = `arraysize="1" stands for an array of one. Leave it out for a scalar.`;
  // char of length 1 is what some mean; whether it is then a text of one letter is for the author to say.
  const edit = isText ? null : withoutAttribute(document, element, 'arraysize');
  const fix = edit === null ? {} : { fix: { says: 'remove arraysize="1"', edits: [edit] } };
  yield { element, attribute: 'arraysize', found: '1', message, ...fix };
}

function* extensionFaults(element: Element, document: string): Generator<Fault> {
  const delim = attribute(element, 'delim');
  if (delim !== null && typeName(element, '') === 'vs:VOTableType') {
    const edit = withoutAttribute(document, element, 'delim');
    const fix = edit === null ? {} : { fix: { says: `remove delim="${delim}"`, edits: [edit] } };
    const message = 'delim has no meaning for a VOTable type, which writes arrays with blanks. Remove it.';
    yield { element, attribute: 'delim', found: delim, message, ...fix };
  }
  const extended = attributeText(element, 'extendedType');
  if (extended === '' || attributeText(element, 'extendedSchema') !== '' || XTYPE.test(extended)) return;
  const message = `"${extended}" is not an xtype of DALI. Add the extendedSchema it is from, or write the xtype.`;
  yield { element, attribute: 'extendedType', found: extended, severity: 'info', message };
}

/** An edit that takes out an attribute and the white space before it. */
function withoutAttribute(document: string, element: Element, name: string): Edit | null {
  const found = writtenAttributes(document, element).find((a) => a.name === name);
  if (found === undefined) return null;
  const nameStart = document.lastIndexOf(name, found.valueStart - 1);
  const before = document.slice(0, nameStart);
  return { from: before.trimEnd().length, to: found.valueEnd + 1, text: '' };
}

function* ucdFaults(element: Element, { text: document }: Subject): Generator<Fault> {
  const ucd = text(element);
  const fault = ucd === '' ? null : ucdFault(ucd);
  if (fault === null) return;
  const { kind, says, instead } = fault;
  const look =
    kind === 'place'
      ? 'Begin with what is measured, then what refines it.'
      : 'Look for a word in the list of UCD words (https://www.ivoa.net/documents/UCD1+/).';
  const advice = instead === null ? look : `Write ${instead}`;
  yield {
    element,
    found: ucd,
    message: `The UCD "${ucd}" ${says}. ${advice}`,
    severity: kind === 'unknown' || kind === 'syntax' ? 'warning' : 'info',
    ...(instead === null ? {} : { fix: { says: instead, edits: [replaceText(document, element, instead)] } }),
  };
}

function* unitElementFaults(element: Element, { text: document }: Subject): Generator<Fault> {
  const unit = text(element);
  if (unit === '') return;
  for (const fault of unitFaults(unit)) {
    const message = `The unit "${unit}" ${fault.says}.`;
    if (fault.kind !== 'syntax') {
      const advice =
        fault.kind === 'unknown' ? unknownUnitAdvice(fault.symbol) : 'New data should do without it.';
      yield { element, found: unit, severity: 'info', message: `${message} ${advice}` };
    } else if (fault.instead === null) {
      yield {
        element,
        found: unit,
        message: `${message} Write it as VOUnits has it, such as km.s**-1 or 10**-7W/m**2.`,
      };
    } else {
      const edits = [replaceText(document, element, fault.instead)];
      yield {
        element,
        found: unit,
        message: `${message} Write ${fault.instead}`,
        fix: { says: fault.instead, edits },
      };
    }
  }
}

/** Names of units that people write in full, or as TOPCAT and FITS files have them. */
const SYMBOL_OF: Record<string, string> = {
  ...{
    degree: 'deg',
    degrees: 'deg',
    arcsecond: 'arcsec',
    arcseconds: 'arcsec',
    arcminute: 'arcmin',
    arcminutes: 'arcmin',
  },
  ...{ sec: 's', second: 's', seconds: 's', minute: 'min', minutes: 'min', hour: 'h', hours: 'h', hr: 'h' },
  ...{ day: 'd', days: 'd', year: 'yr', years: 'yr', meter: 'm', meters: 'm', micron: 'um', microns: 'um' },
  ...{
    Kelvin: 'K',
    kelvin: 'K',
    Hertz: 'Hz',
    hertz: 'Hz',
    pixels: 'pix',
    counts: 'count',
    photons: 'photon',
    mags: 'mag',
  },
  ...{
    Msun: 'solMass',
    Rsun: 'solRad',
    Lsun: 'solLum',
    electron: "'electron'",
    bytes: 'byte',
    Jansky: 'Jy',
    ev: 'eV',
  },
};

function unknownUnitAdvice(symbol: string): string {
  const right = Object.hasOwn(SYMBOL_OF, symbol) ? SYMBOL_OF[symbol] : undefined;
  return right === undefined ? `If it is meant, put it in quotes: '${symbol}'.` : `Write ${right}`;
}
