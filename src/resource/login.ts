/** Whether an interface is open to all. */
import { attribute, children, type Element } from './element.ts';

/**
 * Whether nobody gets in without a login: an interface may be open to all beside it, by `<securityMethod/>` without
 * standardID (VOResource 1.1) or `ivo://ivoa.net/sso#anonymous`.
 */
export function needsLogin(face: Element): boolean {
  const methods = children(face, 'securityMethod').map((method) => attribute(method, 'standardID'));
  return methods.length > 0 && methods.every((id) => id !== null && !/#anonymous$/i.test(id));
}
