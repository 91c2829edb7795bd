/**
 * Says of most valid documents that they are valid, thirty times as fast as libxml2, which is asked about all others: what
 * is refused here is only not certain. Nothing that libxml2 refuses may be taken (test/xml/sure.test.ts, on spoilt copies);
 * so whatever a schema set has beyond the usual makes the types that use it uncertain.
 */
import { type Element, resolvePrefix } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';
import { builtIn, collapsed, isSure, restricted, type SureValue, unionOf } from './sure-values.ts';
import { parseXml } from './tree.ts';

const XS = 'http://www.w3.org/2001/XMLSchema';

interface Declaration {
  type: Type;
  /** Paths of child names: what is selected, and the one child of it that must not repeat. */
  unique: { selector: string[]; field: string }[];
}

interface AttributeUse {
  value: SureValue;
  fixed: string | null;
  isRequired: boolean;
}

interface Type {
  base: Type | null;
  isAbstract: boolean;
  /** It has something that is for libxml2 to judge. */
  isUncertain: boolean;
  attributes: Map<string, AttributeUse>;
  /** How many of them are required. */
  required: number;
  /** The namespace that attributes without a use of their own must not be of, if there may be such; they must be declared. */
  takesOthers: string | null;
  /** Of a type whose content is text. */
  value: SureValue | null;
  /** Of a type whose content is elements: each child's name → its letter in `model`, and what it is declared as. */
  children: Map<string, { letter: string; declaration: Declaration }>;
  model: string;
  pattern: RegExp;
}

/** Whether a document with this root is certainly valid. Its elements must come from a well-formed text. */
export type SureSchema = (root: Element) => boolean;

/** Compiles schema files (their texts), of a set that libxml2 has compiled too. Throws XmlFault for what is no XML. */
export function sureSchema(texts: Iterable<string>): SureSchema {
  const set = new SchemaSet();
  for (const text of texts) set.add(parseXml(text).root);
  return (root) => {
    const declaration = set.elementNamed(keyOf(root));
    return declaration !== null && set.takes(root, declaration);
  };
}

function keyOf({ uri, local }: { uri: string; local: string }): string {
  return uri === '' ? local : `{${uri}}${local}`;
}

/** Top-level definitions: what `name` stands for as a type, an element and so on. */
type Kind = 'simpleType' | 'complexType' | 'element' | 'attribute' | 'group' | 'attributeGroup';

class SchemaSet {
  readonly #definitions = new Map<string, Element>();
  readonly #namespaces = new Set<string>();
  readonly #types = new Map<Element, Type>();
  readonly #builtIns = new Map<string, Type>();
  readonly #declarations = new Map<Element, Declaration>();

  /** Files that change each other's definitions, or what holds for all of theirs, are for libxml2 to understand. */
  #isUncertain = false;

  add(schema: Element): void {
    const uri = given(schema, 'targetNamespace') ?? '';
    this.#namespaces.add(uri);
    if (given(schema, 'blockDefault') !== null || given(schema, 'finalDefault') !== null)
      this.#isUncertain = true;
    for (const definition of schema.children) {
      const name = given(definition, 'name');
      const key = `${definition.local} ${keyOf({ uri, local: name ?? '' })}`;
      if (definition.local === 'redefine' || this.#definitions.has(key)) this.#isUncertain = true;
      if (name !== null) this.#definitions.set(key, definition);
    }
  }

  elementNamed(key: string): Declaration | null {
    const definition = this.#definitions.get(`element ${key}`);
    return definition === undefined || this.#isUncertain ? null : this.#declarationOf(definition);
  }

  // ---- documents --------------------------------------------------------------------------------------------------

  takes(element: Element, declaration: Declaration): boolean {
    const type = this.#typeHere(element, declaration.type);
    if (type === null || type.isAbstract || type.isUncertain || !this.#takesAttributes(element, type))
      return false;
    if (type.value !== null) return element.children.length === 0 && isSure(type.value, element.text);
    // libxml2 minds white space in an element that must be empty.
    if (element.text !== '' && (type.model === '' || /[^ \t\n\r]/.test(element.text))) return false;
    let letters = '';
    for (const child of element.children) {
      const found = type.children.get(keyOf(child));
      if (found === undefined || !this.takes(child, found.declaration)) return false;
      letters += found.letter;
    }
    return type.pattern.test(letters) && declaration.unique.every((unique) => isUnique(element, unique));
  }

  /** The type that xsi:type names, if it is one of the declared type's kind; null if that is not certain. */
  #typeHere(element: Element, declared: Type): Type | null {
    if (element.attributes.length === 0) return declared;
    const written = element.attributes.find(({ local, uri }) => local === 'type' && uri === XSI);
    if (written === undefined) return declared;
    const definition = this.#definition('complexType', element, collapsed(written.value));
    if (definition === null) return null;
    const type = this.#typeOf(definition);
    for (let at: Type | null = type; at !== null; at = at.base) if (at === declared) return type;
    return null;
  }

  #takesAttributes(element: Element, type: Type): boolean {
    let required = 0;
    for (const written of element.attributes) {
      const { uri, local, value } = written;
      if (uri === XSI) {
        if (local !== 'type' && (local !== 'schemaLocation' || !this.#isKnownPlace(value))) return false;
        continue;
      }
      const use = type.attributes.get(keyOf(written)) ?? this.#otherAttribute(type, uri, local);
      if (use === null || !isSure(use.value, value) || (use.fixed !== null && use.fixed !== value))
        return false;
      if (use.isRequired) required += 1;
    }
    return required === type.required;
  }

  /** Pairs whose namespaces libxml2 has: it looks for the others. */
  #isKnownPlace(value: string): boolean {
    const words = collapsed(value).split(' ');
    return words.length % 2 === 0 && words.every((word, i) => i % 2 === 1 || this.#namespaces.has(word));
  }

  #otherAttribute(type: Type, uri: string, local: string): AttributeUse | null {
    if (type.takesOthers === null || uri === '' || uri === type.takesOthers) return null;
    const definition = this.#definitions.get(`attribute ${keyOf({ uri, local })}`);
    return definition === undefined ? null : this.#useOf(definition);
  }

  // ---- schemas ----------------------------------------------------------------------------------------------------

  #definition(kind: Kind, at: Element, name: string): Element | null {
    const colon = name.indexOf(':');
    const uri = resolvePrefix(at, colon < 0 ? '' : name.slice(0, colon));
    if (uri === null) return null;
    return this.#definitions.get(`${kind} ${keyOf({ uri, local: name.slice(colon + 1) })}`) ?? null;
  }

  #declarationOf(element: Element): Declaration {
    const known = this.#declarations.get(element);
    if (known !== undefined) return known;
    const declaration: Declaration = { type: UNCERTAIN, unique: [] };
    this.#declarations.set(element, declaration);
    const isPlain = ['fixed', 'default', 'abstract', 'block'].every((name) => given(element, name) === null);
    if (isPlain) declaration.type = this.#typeUsed(element);
    for (const constraint of element.children) {
      if (constraint.local === 'key' || constraint.local === 'keyref') declaration.type = UNCERTAIN;
      if (constraint.local !== 'unique') continue;
      const [selector = '', field = '', more] = constraint.children
        .filter(({ local }) => local === 'selector' || local === 'field')
        .map((part) => given(part, 'xpath') ?? '');
      if (more !== undefined || !/^\w+(?:\/\w+)*$/.test(selector) || !/^\w+$/.test(field)) {
        declaration.type = UNCERTAIN;
      }
      declaration.unique.push({ selector: selector.split('/'), field });
    }
    return declaration;
  }

  /** The type that an element or attribute names or holds. */
  #typeUsed(element: Element): Type {
    const name = given(element, 'type');
    if (name === null) {
      const inside = element.children.find(({ local }) => local === 'complexType' || local === 'simpleType');
      return inside === undefined ? UNCERTAIN : this.#typeOf(inside);
    }
    return this.#typeNamed(element, name);
  }

  #typeNamed(at: Element, name: string): Type {
    const colon = name.indexOf(':');
    if (resolvePrefix(at, colon < 0 ? '' : name.slice(0, colon)) === XS) {
      return this.#builtIn(name.slice(colon + 1));
    }
    const definition = this.#definition('complexType', at, name) ?? this.#definition('simpleType', at, name);
    return definition === null ? UNCERTAIN : this.#typeOf(definition);
  }

  #builtIn(local: string): Type {
    const type = this.#builtIns.get(local) ?? { ...UNCERTAIN, isUncertain: false, value: builtIn(local) };
    this.#builtIns.set(local, type);
    return type;
  }

  #typeOf(definition: Element): Type {
    const known = this.#types.get(definition);
    if (known !== undefined) return known;
    const type: Type = { ...UNCERTAIN, attributes: new Map(), children: new Map() };
    // Before it is made: a type may contain itself.
    this.#types.set(definition, type);
    if (definition.local === 'simpleType') {
      Object.assign(type, { value: this.#simple(definition), isUncertain: false });
      return type;
    }
    this.#makeComplex(type, definition);
    if (['mixed', 'block', 'final'].some((name) => given(definition, name) !== null)) type.isUncertain = true;
    type.isAbstract = given(definition, 'abstract') !== null;
    type.pattern = new RegExp(`^(?:${type.model})$`);
    type.required = [...type.attributes.values()].filter((use) => use.isRequired).length;
    return type;
  }

  #makeComplex(type: Type, definition: Element): void {
    type.isUncertain = false;
    const content = definition.children.find(({ local }) => /^(?:simple|complex)Content$/.test(local));
    const derivation = content?.children.find(
      ({ local }) => local === 'extension' || local === 'restriction',
    );
    if (content === undefined || derivation === undefined) {
      type.model = this.#models(type, definition).join('');
      return;
    }
    const base = this.#typeNamed(derivation, given(derivation, 'base') ?? '');
    const isExtension = derivation.local === 'extension';
    type.base = base;
    type.attributes = new Map(base.attributes);
    type.takesOthers = isExtension ? base.takesOthers : null;
    type.isUncertain = base.isUncertain || given(content, 'mixed') !== null;
    if (content.local === 'simpleContent') {
      if (base.value === null) type.isUncertain = true;
      else type.value = isExtension ? base.value : restricted(base.value, facetsOf(derivation));
    } else if (isExtension) {
      type.children = new Map(base.children);
    }
    const own = this.#models(type, derivation).join('');
    type.model = isExtension && content.local === 'complexContent' ? base.model + own : own;
  }

  #simple(definition: Element): SureValue {
    const [derivation] = definition.children.filter(({ local }) => /^(?:restriction|union)$/.test(local));
    const inside = derivation?.children.filter(({ local }) => local === 'simpleType') ?? [];
    const named = (name: string): SureValue[] =>
      derivation === undefined ? [] : [this.#typeNamed(derivation, name).value ?? builtIn('')];
    if (derivation?.local === 'union') {
      const names = (given(derivation, 'memberTypes') ?? '').split(/\s+/).filter((name) => name !== '');
      return unionOf([...names.flatMap(named), ...inside.map((one) => this.#simple(one))]);
    }
    const [base = builtIn('')] =
      inside[0] === undefined ? named(derivation === undefined ? '' : (given(derivation, 'base') ?? '')) : [];
    return derivation === undefined ? builtIn('') : restricted(base, facetsOf(derivation));
  }

  /** The content models below a node, as expressions on the children's letters; attributes are noted on the way. */
  #models(type: Type, parent: Element): string[] {
    return parent.children.map((node) => {
      const { local } = node;
      if (local === 'attribute') this.#noteAttribute(type, node);
      else if (local === 'attributeGroup') {
        const group = this.#definition('attributeGroup', node, given(node, 'ref') ?? '');
        if (group === null) type.isUncertain = true;
        else this.#models(type, group);
      } else if (local === 'anyAttribute') {
        type.takesOthers = given(node, 'namespace') === '##other' ? targetNamespace(node) : null;
      } else if (local === 'element') return repeated(node, this.#letter(type, node));
      else if (local === 'sequence') return repeated(node, this.#models(type, node).join(''));
      else if (local === 'choice') {
        return repeated(
          node,
          this.#models(type, node)
            .filter((model) => model !== '')
            .join('|'),
        );
      } else if (local === 'any') {
        // What matches it is for libxml2 to judge; none need be there.
        if (given(node, 'minOccurs') !== '0') type.isUncertain = true;
      } else if (local === 'group') {
        const group = this.#definition('group', node, given(node, 'ref') ?? '');
        if (group === null) type.isUncertain = true;
        else return repeated(node, this.#models(type, group).join(''));
      } else if (!IGNORED.has(local)) type.isUncertain = true;
      return '';
    });
  }

  /** The letter of an element in the content models of a type. */
  #letter(type: Type, node: Element): string {
    const ref = given(node, 'ref');
    const definition = ref === null ? node : this.#definition('element', node, ref);
    if (definition === null) {
      type.isUncertain = true;
      return NO_LETTER;
    }
    const schema = schemaOf(definition);
    const isQualified =
      ref !== null || (given(node, 'form') ?? given(schema, 'elementFormDefault')) === 'qualified';
    const uri = isQualified ? targetNamespace(definition) : '';
    const key = keyOf({ uri, local: given(definition, 'name') ?? '' });
    const declaration = this.#declarationOf(definition);
    const known = type.children.get(key);
    if (known !== undefined) {
      const isSame = known.declaration.type === declaration.type && declaration.unique.length === 0;
      if (!isSame) type.isUncertain = true;
      return known.letter;
    }
    const letter = String.fromCharCode(FIRST_LETTER + type.children.size);
    type.children.set(key, { letter, declaration });
    return letter;
  }

  #noteAttribute(type: Type, node: Element): void {
    const ref = given(node, 'ref');
    const definition = ref === null ? node : this.#definition('attribute', node, ref);
    const isQualified =
      ref !== null || (given(node, 'form') ?? given(schemaOf(node), 'attributeFormDefault')) === 'qualified';
    if (definition === null) {
      if (given(node, 'use') === 'required') type.isUncertain = true;
      return;
    }
    const uri = isQualified ? targetNamespace(definition) : '';
    const key = keyOf({ uri, local: given(definition, 'name') ?? '' });
    if (given(node, 'use') === 'prohibited') type.attributes.delete(key);
    else
      type.attributes.set(key, { ...this.#useOf(definition), isRequired: given(node, 'use') === 'required' });
  }

  #useOf(attribute: Element): AttributeUse {
    const value = this.#typeUsed(attribute).value ?? builtIn('');
    return { value, fixed: given(attribute, 'fixed'), isRequired: false };
  }
}

const FIRST_LETTER = 0x4e00;
/** Stands for an element that cannot be told: no document has it. */
const NO_LETTER = String.fromCharCode(FIRST_LETTER - 1);
/** Below a type: what says nothing about its documents, and what is read elsewhere. */
const IGNORED = new Set(['annotation', 'enumeration', 'pattern', 'maxLength', 'minLength', 'simpleType']);

const UNCERTAIN: Type = {
  base: null,
  isAbstract: false,
  isUncertain: true,
  attributes: new Map(),
  required: 0,
  takesOthers: null,
  value: null,
  children: new Map(),
  model: '',
  pattern: /^$/,
};

function given(element: Element, name: string): string | null {
  return element.attributes.find(({ local, uri }) => local === name && uri === '')?.value ?? null;
}

function schemaOf(node: Element): Element {
  let at = node;
  while (at.parent !== null) at = at.parent;
  return at;
}

function targetNamespace(node: Element): string {
  return given(schemaOf(node), 'targetNamespace') ?? '';
}

function repeated(node: Element, model: string): string {
  if (model === '') return '';
  const least = given(node, 'minOccurs') ?? '1';
  const most = given(node, 'maxOccurs') ?? '1';
  return `(?:${model}){${least},${most === 'unbounded' ? '' : most}}`;
}

function facetsOf(restriction: Element): { name: string; value: string }[] {
  return restriction.children.flatMap((facet) => {
    const value = given(facet, 'value');
    return value === null ? [] : [{ name: facet.local, value }];
  });
}

function isUnique(element: Element, { selector, field }: Declaration['unique'][number]): boolean {
  let selected = [element];
  for (const name of selector) selected = selected.flatMap((one) => named(one, name));
  const seen = new Set<string>();
  for (const one of selected) {
    const [found, another] = named(one, field);
    if (found === undefined) continue;
    const value = collapsed(found.text);
    if (another !== undefined || seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

function named(element: Element, name: string): Element[] {
  return element.children.filter(({ local, uri }) => local === name && uri === '');
}
