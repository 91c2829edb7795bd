/** What each standard demands of a table of results, as its text lists it; written down here apart from the program. */
import { describe, expect, it } from 'vitest';
import { MANDATORY, type Mandatory } from '../../../src/services/monitor/fields.ts';
import { votableProblems } from '../../../src/services/monitor/votable.ts';

const words = (text: string) => text.trim().split(/\s+/);

/** ObsCore 1.1, table 1. */
const OBSCORE = words(`
  dataproduct_type calib_level obs_collection obs_id obs_publisher_did access_url access_format access_estsize
  target_name s_ra s_dec s_fov s_region s_xel1 s_xel2 s_resolution t_min t_max t_exptime t_resolution t_xel
  em_min em_max em_res_power em_xel o_ucd pol_states pol_xel facility_name instrument_name`);

/** EPN-TAP 2.0 §3, "EPNCore mandatory parameters". */
const EPN = words(`
  granule_uid granule_gid obs_id dataproduct_type measurement_type processing_level target_name target_class
  time_min time_max time_sampling_step_min time_sampling_step_max time_exp_min time_exp_max
  spectral_range_min spectral_range_max spectral_sampling_step_min spectral_sampling_step_max
  spectral_resolution_min spectral_resolution_max c1min c1max c2min c2max c3min c3max s_region
  c1_resol_min c1_resol_max c2_resol_min c2_resol_max c3_resol_min c3_resol_max spatial_frame_type
  incidence_min incidence_max emergence_min emergence_max phase_min phase_max instrument_host_name instrument_name
  service_title creation_date modification_date release_date`);

const STANDARDS: Record<string, { by: 'ucd' | 'utype' | 'name'; must: string[]; should: string[] }> = {
  cone: {
    by: 'ucd',
    must: ['ID_MAIN', 'POS_EQ_RA_MAIN', 'POS_EQ_DEC_MAIN'],
    should: ['OBS_ANG-SIZE'],
  },
  sia1: {
    by: 'ucd',
    must: words(`VOX:Image_Title POS_EQ_RA_MAIN POS_EQ_DEC_MAIN VOX:Image_Naxes VOX:Image_Naxis VOX:Image_Scale
      VOX:Image_Format VOX:Image_AccessReference`),
    should: words(
      'INST_ID VOX:Image_MJDateObs VOX:STC_CoordRefFrame VOX:WCS_CoordProjection VOX:BandPass_ID',
    ),
  },
  ssa: {
    by: 'utype',
    must: words(`ssa:Access.Reference ssa:Access.Format ssa:Dataset.DataModel ssa:Dataset.Length ssa:DataID.Title
      ssa:Curation.Publisher`),
    should: words(`ssa:Access.Size ssa:Char.SpatialAxis.Coverage.Location.Value
      ssa:Char.SpatialAxis.Coverage.Bounds.Extent ssa:Char.TimeAxis.Coverage.Location.Value
      ssa:Char.SpectralAxis.Coverage.Bounds.Start`),
  },
  slap: {
    by: 'utype',
    must: ['ssldm:Line.title', 'ssldm:Line.wavelength.value'],
    should: ['ssldm:Line.einsteinA.value'],
  },
  sia2: { by: 'name', must: OBSCORE, should: ['dataproduct_subtype', 'proposal_id'] },
  obscore: { by: 'name', must: OBSCORE, should: ['em_ucd'] },
  epn: { by: 'name', must: EPN, should: ['access_url', 'thumbnail_url', 'species'] },
};

const field = (by: string, mark: string) =>
  by === 'name' ? `<FIELD name="${mark}"/>` : `<FIELD name="f" ${by}="${mark}"/>`;

function problems(mandatory: Mandatory, fields: string[], constants: string[] = []) {
  const body = `<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>${constants.join('')}${fields.join('')}</TABLE></RESOURCE></VOTABLE>`;
  const answer = {
    ...{ url: 'https://padc.example/x', status: 200, type: 'application/x-votable+xml' },
    ...{ bytes: Buffer.from(body), isCut: false, seconds: 0.1 },
  };
  return votableProblems(answer, { mandatory, status: true, rows: false });
}

const mandatoryOf = (name: string): Mandatory => {
  const found = MANDATORY[name];
  if (found === undefined) throw new Error(name);
  return found;
};

describe.each(Object.entries(STANDARDS))('a table of %s', (name, { by, must, should }) => {
  const all = must.map((mark) => field(by, mark));

  it('with what is mandatory, and nothing else, is as it should be, in any letter case', () => {
    expect(problems(mandatoryOf(name), all)).toEqual([]);
    expect(
      problems(
        mandatoryOf(name),
        must.map((mark) => field(by, mark.toUpperCase())),
      ),
    ).toEqual([]);
  });

  it('that lacks any one of it is told of, with the section of the standard', () => {
    for (const [at, mark] of must.entries()) {
      const found = problems(
        mandatoryOf(name),
        all.filter((_, i) => i !== at),
      );
      expect(found.map(({ code }) => code)).toEqual(['missing-fields']);
      expect(found[0]?.says).toContain(mark.replace(/^ss(a|ldm):/, ''));
      expect(found[0]?.says).toMatch(/(§\d|table 1)/);
    }
  });

  it('has all that we know as mandatory, and nothing that is only recommended', () => {
    const known = mandatoryOf(name).fields.map(({ is }) => is);
    const bare = (mark: string) => (by === 'utype' ? mark.replace(/^\w+:/, '') : mark).toLowerCase();
    expect([...known].sort()).toEqual(must.map(bare).sort());
    expect(should.filter((mark) => known.includes(bare(mark)))).toEqual([]);
  });
});

describe('what is the same for all rows', () => {
  it('may be said once, as a PARAM (SSA 1.1 §4.2)', () => {
    const must = STANDARDS.ssa?.must ?? [];
    const [publisher = '', ...others] = must.map((mark) => field('utype', mark)).reverse();
    expect(problems(mandatoryOf('ssa'), others, [publisher.replace('FIELD', 'PARAM')])).toEqual([]);
  });
});

describe('"exactly one FIELD"', () => {
  it.each(['cone', 'sia1'])('of %s is not two', (name) => {
    const fields = (STANDARDS[name]?.must ?? []).map((mark) => field('ucd', mark));
    const found = problems(mandatoryOf(name), [...fields, field('ucd', 'pos_eq_ra_main')]);
    expect(found.map(({ code, level }) => [code, level])).toEqual([['repeated-fields', 'degraded']]);
    expect(found[0]?.says).toContain('POS_EQ_RA_MAIN');
  });

  it('is no demand of ObsCore, whose columns are found by name', () => {
    const fields = OBSCORE.map((name) => field('name', name));
    expect(problems(mandatoryOf('sia2'), [...fields, '<FIELD name="more" ucd="meta.id"/>'])).toEqual([]);
  });
});
