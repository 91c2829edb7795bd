/** The XML namespaces of the field, and the prefixes everybody is asked to use for them (RI-06, VOR-06). */

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XML = 'http://www.w3.org/XML/1998/namespace';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';

export const RI = 'http://www.ivoa.net/xml/RegistryInterface/v1.0';
export const VR = 'http://www.ivoa.net/xml/VOResource/v1.0';
export const VG = 'http://www.ivoa.net/xml/VORegistry/v1.0';
export const VS = 'http://www.ivoa.net/xml/VODataService/v1.1';

/** OAI-PMH 2.0 §3.2: namespace and the exact schema address that validators compare (client-quirks.md). */
export const OAI = 'http://www.openarchives.org/OAI/2.0/';
export const OAI_XSD = 'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd';
export const OAI_DC = 'http://www.openarchives.org/OAI/2.0/oai_dc/';
export const OAI_DC_XSD = 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd';
export const DC = 'http://purl.org/dc/elements/1.1/';
