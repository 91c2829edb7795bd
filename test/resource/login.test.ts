import { describe, expect, it } from 'vitest';
import { needsLogin } from '../../src/resource/login.ts';
import { parseXml } from '../../src/xml/tree.ts';

const BASIC = '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>';

describe('an interface needs a login', () => {
  it.each([
    ['without a security method', '', false],
    ['with one', BASIC, true],
    ['with two', `${BASIC}<securityMethod standardID="ivo://ivoa.net/sso#OAuth"/>`, true],
    ['with one, and open to all', `<securityMethod/>${BASIC}`, false],
    ['with one, and anonymous', `${BASIC}<securityMethod standardID="ivo://ivoa.net/sso#anonymous"/>`, false],
  ])('%s: %s', (_, methods, needed) => {
    expect(needsLogin(parseXml(`<interface>${methods}</interface>`).root)).toBe(needed);
  });
});
