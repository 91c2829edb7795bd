/** Rules about what a vs:ParamHTTP interface takes and gives back (SVC-17, SVC-18). */
import { attribute, child, children, type Element, text } from '../../resource/element.ts';
import type { Fault, Rule } from '../rule.ts';
import { capabilities, interfaces, standardID, typeAttribute, typeName } from '../standards.ts';

/** Services that follow DALI: VOTable types for parameters, GET and POST always (VODataService 1.2 §3.4, §3.5.2). */
const DALI = /^ivo:\/\/ivoa\.net\/std\/(tap$|tap#|sia#query-|soda#|datalink#|dap#|slap#|conesearch#query-)/i;

/** Parameters that the standards define, and those of DALI 1.1 §3.4 for all that follow it. */
const OF_DALI = 'MAXREC RESPONSEFORMAT RUNID UPLOAD REQUEST VERSION'.split(' ');
const OF_STANDARD: [RegExp, string[]][] = [
  [/\/conesearch/i, 'RA DEC SR VERB CATALOG TIME'.split(' ')],
  [
    /\/sia(#aux)?$/i,
    'POS SIZE FORMAT INTERSECT VERB NAXIS CFRAME EQUINOX CRPIX CRVAL CDELT ROTANG PROJ'.split(' '),
  ],
  [
    /\/(sia#query|dap#)/i,
    'POS BAND TIME POL FOV SPATRES SPECRP EXPTIME TIMERES ID COLLECTION FACILITY INSTRUMENT DPTYPE CALIB TARGET FORMAT'.split(
      ' ',
    ),
  ],
  [
    /\/ssa(#|$)/i,
    `POS SIZE BAND TIME FORMAT APERTURE SPECRP SPATRES TIMERES SNR REDSHIFT VARAMPL TARGETNAME TARGETCLASS FLUXCALIB
    WAVECALIB PUBDID CREATORDID COLLECTION TOP MTIME COMPRESS SPECRES`.split(/\s+/),
  ],
  [/\/soda#/i, 'ID CIRCLE POLYGON POS BAND TIME POL'.split(' ')],
  [/\/datalink#/i, ['ID']],
  [/\/tap(#|$)/i, 'LANG QUERY FORMAT'.split(' ')],
];

export const PARAMETER_RULES: Rule[] = [
  {
    id: 'SVC-17',
    severity: 'info',
    citation: 'VODataService 1.2 §3.4, §3.5.2',
    asks: 'Parameters: std="true" only for those of the standard; VOTable types for DALI services, simple types for others.',
    because:
      'Clients build their forms from it: own parameters are offered to the user, standard ones are known.',
    example: {
      wrong: '<dataType xsi:type="vs:SimpleDataType">real</dataType>',
      right: '<dataType xsi:type="vs:VOTableType">double</dataType>',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) {
        const id = standardID(capability);
        const params = interfaces(capability).flatMap((i) => children(i, 'param'));
        for (const param of params) yield* parameterFaults(param, id);
      }
    },
  },
  {
    id: 'SVC-18',
    severity: 'info',
    citation: 'VODataService 1.2 §3.4',
    asks: 'queryType is GET or POST and is left out of DALI services; resultType is a media type.',
    because: 'DALI services take GET and POST anyway, and clients compare resultType with media types.',
    example: {
      wrong: '<resultType>VOTable</resultType>',
      right: '<resultType>application/x-votable+xml</resultType>',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) {
        const isDali = DALI.test(standardID(capability));
        for (const element of interfaces(capability)) {
          if (isDali) {
            for (const query of children(element, 'queryType')) {
              const message =
                'Services of this standard take GET and POST; queryType is not needed. Remove it.';
              yield { element: query, found: text(query), message };
            }
          }
          for (const query of children(element, 'queryType')) {
            if (/^(GET|POST)$/.test(text(query))) continue;
            const message = `queryType "${text(query)}" is not GET or POST. Write one of them.`;
            yield { element: query, found: text(query), message };
          }
          for (const result of children(element, 'resultType')) {
            if (/^[a-z0-9.+-]+\/[a-z0-9.+-]+ *(;|$)/i.test(text(result))) continue;
            const message = `"${text(result)}" is not a media type. Write one, such as application/x-votable+xml or text/html.`;
            yield { element: result, found: text(result), message };
          }
        }
      }
    },
  },
];

function* parameterFaults(param: Element, id: string): Generator<Fault> {
  const name = text(child(param, 'name'));
  // An absent attribute means true, too, but most authors do not know that; only a claim is held against them.
  if (/^(true|1)$/.test(attribute(param, 'std')?.trim() ?? '') && !isStandardParameter(name, id)) {
    const message =
      id === ''
        ? `The capability follows no standard, so its parameter ${name} cannot be a standard one. Write std="false".`
        : `${id} does not define the parameter ${name}. Write std="false".`;
    yield { element: param, attribute: 'std', found: 'true', message };
  }
  const use = attribute(param, 'use')?.trim() ?? 'optional';
  if (!/^(required|optional|ignored)$/.test(use)) {
    const message = `use="${use}" of the parameter ${name} is not required, optional or ignored. Write one of them.`;
    yield { element: param, attribute: 'use', found: use, message };
  }
  const dataType = child(param, 'dataType');
  if (dataType === null) return;
  const type = typeName(dataType, '');
  const about = { element: dataType, found: type, ...typeAttribute(dataType) };
  if (DALI.test(id) && type === 'vs:SimpleDataType') {
    const message = `The service follows DALI: the type of ${name} should be a vs:VOTableType (real is double, integer is long or int, string is char with arraysize="*"). The RofR's schema does not know it there yet.`;
    yield { ...about, message };
  } else if (!DALI.test(id) && type === 'vs:VOTableType') {
    const message = `Parameters of services that do not follow DALI have a vs:SimpleDataType (integer, real, boolean, string …), which the RofR asks for, too.`;
    yield { ...about, message };
  }
}

/** Of standards that are not in the table, the author knows. */
function isStandardParameter(name: string, id: string): boolean {
  if (id === '') return false;
  const defined = OF_STANDARD.find(([pattern]) => /^ivo:\/\/ivoa\.net\//i.test(id) && pattern.test(id))?.[1];
  return defined === undefined || [...OF_DALI, ...defined].includes(name.toUpperCase());
}
