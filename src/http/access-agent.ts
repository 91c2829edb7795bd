/** Who a client says it is: its User-Agent, cut to a name that may be kept and shown. Pure. */

/**
 * What the User-Agent says it is for. `copy` and `test` are those of the IVOA Note “Operational Identification of
 * Software Components” (`GAVO-RegTAP-harvester (IVOA-copy) DaCHS/2.9`, `STILTS/3.4 (IVOA-test) Java/11`); most
 * harvesters say neither and are a `program`.
 */
type AgentKind = 'copy' | 'test' | 'robot' | 'browser' | 'program';

export interface Agent {
  name: string;
  kind: AgentKind;
}

/** In parentheses, which no name from outside can have. */
export const BROWSERS = '(browsers)';
export const UNNAMED = '(no name)';

/** The longest that is looked at, and the longest that is kept. */
const LOOKED_AT = 300;
const LONGEST_NAME = 60;
const ROBOT = /bot|crawl|spider|slurp|scrape|externalhit|archiver/i;

/**
 * The name without versions, so that an update is not a new harvester, and without comments, addresses and e-mail,
 * which may be personal data (OAI-PMH's guidelines ask harvesters for a contact). All browsers have one name.
 */
export function agentOf(header: string | undefined): Agent {
  const text = (header ?? '').slice(0, LOOKED_AT);
  const purpose = /\(IVOA-(copy|test|validate)\b/i.exec(text)?.[1]?.toLowerCase();
  if (purpose !== undefined) return { name: nameIn(text), kind: purpose === 'copy' ? 'copy' : 'test' };
  const robot = text.split(/[\s;,()]+/).find((word) => ROBOT.test(word));
  if (robot !== undefined) return { name: nameIn(robot), kind: 'robot' };
  if (/^(Mozilla|Opera)\//.test(text)) return { name: BROWSERS, kind: 'browser' };
  return { name: nameIn(text), kind: 'program' };
}

function nameIn(text: string): string {
  const bare = text.trim().replace(/^\+?https?:\/\//i, '');
  const [product = ''] = bare.split(/[/;,()[\]{}<>"]/);
  const words = product
    .split(/\s+/)
    // An address, an e-mail, or a version.
    .filter((word) => !/[@:]|\d\.\d+\.\d+\.\d|^v?\d[\w.+-]*$/.test(word))
    .map((word) => word.replace(/[^\w.+!-]/g, ''));
  return (
    words
      .filter((word) => word !== '')
      .join(' ')
      .slice(0, LONGEST_NAME) || UNNAMED
  );
}
