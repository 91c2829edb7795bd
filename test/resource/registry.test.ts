import { describe, expect, test } from 'vitest';
import { isPublishingRegistry, readRegistry } from '../../src/resource/registry.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { registryRecord, tinyRecord } from '../promises/records.ts';

const read = (xml: string) => parseXml(xml).root;

test('the registry’s record says what Identify needs (design §5)', () => {
  const record = registryRecord({
    maxRecords: 7,
    authorities: ['padc.example', 'Other.example'],
    title: 'Ours',
  });
  expect(readRegistry(read(record))).toEqual({
    ivoid: 'ivo://padc.example/registry',
    repositoryName: 'Ours',
    baseURL: 'https://registry.padc.example/oai',
    adminEmails: ['vo@padc.example'],
    maxRecords: 7,
    managedAuthorities: ['padc.example', 'Other.example'],
  });
});

describe('a publishing registry', () => {
  test.each([
    ['has a vg:Harvest capability', registryRecord(), true],
    [
      'or one that names the standard, in any case (RI-23)',
      registryRecord()
        .replace('xsi:type="vg:Harvest" ', '')
        .replace('ivoa.net/std/Registry', 'ivoa.net/STD/registry'),
      true,
    ],
    ['does not only search', registryRecord().replace(/<capability[\s\S]*<\/capability>/, ''), false],
    ['is a vg:Registry', tinyRecord({ ivoid: 'ivo://padc.example/x' }), false],
    [
      'by namespace, not by prefix',
      registryRecord().replaceAll('vg:', 'x:').replace('xmlns:vg', 'xmlns:x'),
      true,
    ],
  ])('%s', (_case, xml, expected) => {
    expect(isPublishingRegistry(read(xml))).toBe(expected);
  });
});
