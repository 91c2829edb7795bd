/**
 * Labels of the Unified Astronomy Thesaurus in its IVOA rendering, http://www.ivoa.net/rdf/uat of 2026-01-02
 * (CC-BY-SA 3.0, the UAT project): the fragment that records carry in `subject`, and what a person reads.
 */

/** The label of a UAT fragment such as `virtual-observatories`; null if there is no such concept (CON-01). */
export function uatLabel(term: string): string | null {
  return LABELS.get(term) ?? null;
}

const TERMS = `
19521-chaos-kuiper-belt-object-|19521 Chaos (Kuiper Belt object)
53-persei-stars|53 Persei stars
a-dwarf-stars|A dwarf stars
a-giant-stars|A giant stars
a-stars|A stars
a-subdwarf-stars|A subdwarf stars
a-subgiant-stars|A subgiant stars
a-supergiant-stars|A supergiant stars
ab-photometry|AB photometry
abell-clusters|Abell clusters
absolute-magnitude|Absolute magnitude
abundance-ratios|Abundance ratios
accelerating-universe|Accelerating universe
accreting-binary-stars|Accreting Binary Stars
accretion|Accretion
achondrites|Achondrites
active-galactic-nuclei|Active galactic nuclei
active-galaxies|Active galaxies
active-solar-chromosphere|Active solar chromosphere
active-solar-corona|Active solar corona
active-sun|Active sun
adaptive-interferometry|Adaptive interferometry
adaptive-optics|Adaptive optics
ae-stars|Ae stars
aerolites|Aerolites
aeronomy|Aeronomy
affine-invariant|Affine invariant
agn-host-galaxies|AGN host galaxies
akaike-information-criterion|Akaike information criterion
albedo|Albedo
alfven-waves|Alfven waves
alfven-wings|Alfven wings
algol-variable-stars|Algol variable stars
algorithms|Algorithms
all-sky-cameras|All-sky cameras
almanacs|Almanacs
alpha-cygni-variable-stars|Alpha Cygni variable stars
alt-azimuth-mounts|Alt-azimuth mounts
alternatives-to-cosmic-inflation|Alternatives to cosmic inflation
altitude-angle|Altitude angle
am-canum-venaticorum-stars|AM Canum Venaticorum stars
am-herculis-stars|AM Herculis stars
am-stars|Am stars
amateur-astronomers|Amateur astronomers
amateur-astronomy|Amateur astronomy
amor-group|Amor group
amorphous-irregular-galaxies|Amorphous irregular galaxies
analemma|Analemma
analytical-mathematics|Analytical mathematics
andromeda-galaxy|Andromeda Galaxy
angular-separation|Angular separation
annual-equation|Annual equation
annual-microlensing-parallax|Annual microlensing parallax
annual-parallax|Annual parallax
annular-eclipses|Annular eclipses
anomalistic-month|Anomalistic month
anomalous-cepheid-variable-stars|Anomalous Cepheid variable stars
ansae|Ansae
antapex|Antapex
antarctic-observatories|Antarctic observatories
anthropic-principle|Anthropic principle
antumbra|Antumbra
ap-stars|Ap stars
apastron|Apastron
aperiodic-comets|Interstellar objects
aperture|Aperture
aperture-synthesis|Aperture synthesis
apex|Apex
aphelion|Aphelion
apocenter|Apocenter
apogee|Apogee
apollo-group|Apollo group
apparent-magnitude|Apparent magnitude
apparent-position|Apparent position
apparent-superluminal-motion|Apparent superluminal motion
apsidal-motion|Apsidal motion
apsides|Apsides
archaeoastronomy|Archaeoastronomy
argument-of-perigee|Argument of perigee
argument-of-perihelion|Argument of perihelion
armillary-spheres|Armillary spheres
artificial-satellites|Artificial satellites
ascending-node|Ascending node
asterisms|Asterisms
asteroid-belt|Asteroid belt
asteroid-dynamics|Asteroid dynamics
asteroid-occultation|Asteroid occultation
asteroid-rotation|Asteroid rotation
asteroid-satellites|Asteroid satellites
asteroid-surfaces|Asteroid surfaces
asteroids|Asteroids
asteroseismology|Asteroseismology
astrobiology|Astrobiology
astrochemistry|Astrochemistry
astrodynamics|Astrodynamics
astrographic-catalogs|Astrographic catalogs
astroinformatics|Astroinformatics
astrometric-binary-stars|Astrometric binary stars
astrometric-exoplanet-detection|Astrometric exoplanet detection
astrometric-microlensing-effect|Astrometric microlensing effect
astrometry|Astrometry
astronomers|Astronomers
astronomical-coordinate-systems|Astronomical coordinate systems
astronomical-detectors|Astronomical detectors
astronomical-instrumentation|Astronomical instrumentation
astronomical-location|Astronomical location
astronomical-methods|Astronomical methods
astronomical-models|Astronomical models
astronomical-object-identification|Astronomical object identification
astronomical-optics|Astronomical optics
astronomical-radiation-sources|Astronomical radiation sources
astronomical-reference-materials|Astronomical reference materials
astronomical-research|Astronomical research
astronomical-seeing|Astronomical seeing
astronomical-sextants|Astronomical sextants
astronomical-simulations|Astronomical simulations
astronomical-site-protection|Astronomical site protection
astronomical-techniques|Astronomical techniques
astronomical-unit|Astronomical unit
astronomy-data-acquisition|Astronomy data acquisition
astronomy-data-analysis|Astronomy data analysis
astronomy-data-modeling|Astronomy data modeling
astronomy-data-reduction|Astronomy data reduction
astronomy-data-sonification|Astronomy data sonification
astronomy-data-visualization|Astronomy data visualization
astronomy-databases|Astronomy databases
astronomy-education|Astronomy education
astronomy-image-processing|Astronomy image processing
astronomy-software|Astronomy software
astronomy-web-services|Astronomy web services
astrophotography|Astrophotography
astrophysical-black-holes|Astrophysical black holes
astrophysical-dust-processes|Astrophysical dust processes
astrophysical-explosive-burning|Astrophysical explosive burning
astrophysical-fluid-dynamics|Astrophysical fluid dynamics
astrophysical-magnetism|Astrophysical magnetism
astrophysical-masers|Astrophysical masers
astrophysical-processes|Astrophysical processes
astrophysicists|Astrophysicists
astrosphere-interstellar-medium-interactions|Astrosphere interstellar medium interactions
astrospheres|Astrospheres
astrostatistics|Astrostatistics
astrostatistics-distributions|Astrostatistics distributions
astrostatistics-strategies|Astrostatistics strategies
astrostatistics-techniques|Astrostatistics techniques
astrostatistics-tools|Astrostatistics tools
asymptotic-giant-branch|Asymptotic giant branch
asymptotic-giant-branch-stars|Asymptotic giant branch stars
ataxites|Ataxites
aten-group|Aten group
atira-group|Atira group
atmospheric-circulation|Atmospheric circulation
atmospheric-clouds|Atmospheric clouds
atmospheric-composition|Atmospheric composition
atmospheric-dynamics|Atmospheric dynamics
atmospheric-effects|Atmospheric effects
atmospheric-evolution|Atmospheric evolution
atmospheric-extinction|Atmospheric extinction
atmospheric-refraction|Atmospheric refraction
atmospheric-science|Atmospheric science
atmospheric-scintillation|Atmospheric scintillation
atmospheric-structure|Atmospheric structure
atmospheric-tides|Atmospheric tides
atmospheric-variability|Atmospheric variability
atomic-data|Atomic data
atomic-data-benchmarking|Atomic data benchmarking
atomic-interferometry|Atomic interferometry
atomic-physics|Atomic physics
atomic-reactions|Atomic reactions
atomic-spectroscopy|Atomic spectroscopy
aurorae|Aurorae
auroral-electrojet|Auroral electrojet
auroral-oval|Auroral oval
auroral-region|Auroral region
australites|Australites
automated-telescopes|Automated telescopes
automatic-patrol-telescopes|Automatic patrol telescopes
autumnal-equinox|Autumnal equinox
azimuth|Azimuth
b-dwarf-stars|B dwarf stars
b-e-stars|B(e) stars
b-giant-stars|B giant stars
b-stars|B stars
b-subdwarf-stars|B subdwarf stars
b-subgiant-stars|B subgiant stars
b-supergiant-stars|B supergiant stars
baade-wesselink-method|Baade-Wesselink method
bailey-type-stars|Bailey type stars
baily-s-beads|Baily's beads
baker-nunn-cameras|Baker-Nunn cameras
barium-stars|Barium stars
barred-spiral-galaxies|Barred spiral galaxies
baryogenesis|Baryogenesis
baryon-acoustic-oscillations|Baryon acoustic oscillations
baryon-density|Baryon density
baryonic-dark-matter|Baryonic dark matter
bautz-morgan-type|Bautz-Morgan type
bayes-factor|Bayes factor
bayes-theorem|Bayes' Theorem
bayesian-information-criterion|Bayesian information criterion
bayesian-statistics|Bayesian statistics
be-stars|Be stars
be-type-stars|Be type stars
bediasites|Bediasites
bekenstein-hawking-entropy|Bekenstein-Hawking entropy
beryllium-abundance|Beryllium abundance
bessel-photometry|Bessel photometry
beta-cephei-variable-stars|Beta Cephei variable stars
beta-lyrae-stars|Beta Lyrae stars
bianchi-cosmology|Bianchi cosmology
big-bang-nucleosynthesis|Big Bang nucleosynthesis
big-bang-theory|Big Bang theory
binary-lens-microlensing|Binary lens microlensing
binary-pulsars|Binary pulsars
binary-source-microlensing|Binary source microlensing
binary-stars|Binary stars
binoculars|Binoculars
biosignatures|Biosignatures
bipolar-nebulae|Bipolar nebulae
bipolar-sunspot-groups|Bipolar sunspot groups
bl-herculis-variable-stars|BL Herculis variable stars
bl-lacertae-objects|BL Lacertae objects
black-hole-physics|Black hole physics
black-hole-spin-flip|Black hole spin-flip
black-hole-thermodynamics|Black hole thermodynamics
black-holes|Black holes
blank-fields|Blank fields
blazars|Blazars
blazhko-effect|Blazhko effect
blue-cloud-galaxies|Blue cloud galaxies
blue-compact-dwarf-galaxies|Blue compact dwarf galaxies
blue-large-amplitude-pulsators|Blue large-amplitude pulsators
blue-loop|Blue loop
blue-straggler-stars|Blue straggler stars
blueshifted|Blueshifted
bode-s-law|Bode's law
bok-globules|Bok globules
bolides|Bolides
bolometric-correction|Bolometric correction
bondi-accretion|Bondi accretion
bootstrap|Bootstrap
borasisi|Borasisi
boron-abundance|Boron abundance
bouwers-telescope|Bouwers telescope
bp-stars|Bp stars
brane-cosmology|Brane cosmology
bright-nebulae|Bright nebulae
brightest-cluster-galaxies|Brightest cluster galaxies
brightness-temperature|Brightness temperature
broad-absorption-line-quasar|Broad-absorption line quasar
broad-band-photometry|Broad band photometry
brown-dwarfs|Brown dwarfs
burkert-profile|Burkert profile
burst-astrophysics|Burst astrophysics
bv-photometry|BV photometry
bw-stars|BW stars
by-draconis-stars|BY Draconis stars
calendars|Calendars
calibration|Calibration
callisto|Callisto
cape-photometry|Cape photometry
cape-ri-photometry|Cape RI photometry
carbon-burning|Carbon burning
carbon-dioxide|Carbon dioxide
carbon-flashes|Carbon flashes
carbon-nitrogen-cycle|Carbon-nitrogen cycle
carbon-planets|Carbon planets
carbon-stars|Carbon stars
carbonaceous-chondrites|Carbonaceous chondrites
carbonaceous-grains|Carbonaceous grains
cardinal-directions|Cardinal directions
cassegrain-telescopes|Cassegrain telescopes
cataclysmic-variable-stars|Cataclysmic variable stars
catadioptric-telescopes|Catadioptric telescopes
catalogs|Catalogs
caustic-crossing|Caustic crossing
caustic-curve|Caustic curve
cavity-enhanced-fourier-transform|Cavity-enhanced Fourier-transform
ccd-observation|CCD observation
ccd-photometry|CCD photometry
cd-galaxies|cD galaxies
celestial-equator|Celestial equator
celestial-mechanics|Celestial mechanics
celestial-objects-catalogs|Celestial objects catalogs
celestial-poles|Celestial poles
celestial-sphere|Celestial sphere
cemp-stars|CEMP stars
centaurs|Centaur group
center-of-mass|Center of mass
center-to-limb-observations|Center to limb observations
cepheid-distance|Cepheid distance
cepheid-variable-stars|Cepheid variable stars
ceres|Ceres
ch-stars|CH stars
chandrasekhar-limit|Chandrasekhar limit
charge-exchange-ionization|Charge exchange ionization
charge-exchange-recombination|Charge exchange recombination
charge-transfer|Charge transfer
charged-black-holes|Charged black holes
chemical-abundances|Chemical abundances
chemical-enrichment|Chemical enrichment
chemical-kinetics|Chemical kinetics
chemical-reaction-network-models|Chemical reaction network models
chemical-thermodynamics|Chemical thermodynamics
chemically-peculiar-giant-stars|Chemically peculiar giant stars
chemically-peculiar-stars|Chemically peculiar stars
chi-squared-statistic|Chi-squared statistic
chirped-pulse-fourier-transform|Chirped-pulse Fourier-transform
chlorofluorocarbons|Chlorofluorocarbons
chondrites|Chondrites
chondrules|Chondrules
chromatic-aberration|Chromatic aberration
chthonian-planets|Chthonian planets
cii-region|CII region
circular-orbits|Circular orbits
circumgalactic-medium|Circumgalactic medium
circumpolar|Circumpolar
circumstellar-clouds|Circumstellar clouds
circumstellar-disks|Circumstellar disks
circumstellar-dust|Circumstellar dust
circumstellar-envelopes|Circumstellar envelopes
circumstellar-gas|Circumstellar gas
circumstellar-grains|Circumstellar grains
circumstellar-masers|Circumstellar masers
circumstellar-matter|Circumstellar matter
circumstellar-shells|Circumstellar shells
cirrus-castellanus|Cirrus castellanus
cirrus-fibratus|Cirrus fibratus
cirrus-floccus|Cirrus floccus
cirrus-spissatus|Cirrus spissatus
cirrus-uncinus|Cirrus uncinus
cirrus-vertebratus|Cirrus vertebratus
classical-black-holes|Classical black holes
classical-kuiper-belt-objects|Classical Kuiper belt objects
classical-novae|Classical novae
classical-t-tauri-stars|Classical T Tauri stars
classification|Classification
classification-systems|Classification systems
close-binary-stars|Close binary stars
close-encounters|Close encounters
closed-universe|Closed universe
cloud-computing|Cloud computing
cloud-monitors|Cloud monitors
clouds|Earth's clouds
clustering|Clustering
cmbr-detectors|CMBR detectors
cn-stars|CN stars
cno-anomaly|CNO anomaly
co-line-emission|CO line emission
cocoon-stars|Cocoon stars
coelostats|Coelostats
cold-dark-matter|Cold dark matter
cold-neptunes|Cold Neptunes
cold-neutral-medium|Cold neutral medium
collapsing-clouds|Collapsing clouds
collimation|Collimation
collision-processes|Collision physics
collisional-broadening|Collisional broadening
collisional-processes|Collisional processes
color-equation|Color equation
coma-cluster|Coma Cluster
coma-dust|Coma dust
comae|Comae
comet-dust-tails|Comet dust tails
comet-dynamics|Comet dynamics
comet-halley|Comet Halley
comet-interiors|Comet interiors
comet-ion-tails|Comet ion tails
comet-nuclei|Comet nuclei
comet-origins|Comet origins
comet-surfaces|Comet surfaces
comet-tail-streamers|Comet tail streamers
comet-tails|Comet tails
comet-volatiles|Comet volatiles 
cometary-globules|Cometary globules
cometary-nebulae|Cometary nebulae
cometary-studies|Cometary studies
comets|Comets
common-envelope-binary-stars|Common envelope binary stars
common-envelope-evolution|Common envelope evolution
compact-binary-components|Compact binary components
compact-binary-stars|Compact binary stars
compact-binary-systems|Compact binary systems
compact-dwarf-galaxies|Compact dwarf galaxies
compact-galaxies|Compact galaxies
compact-h-ii-region|Compact H II region
compact-nebulae|Compact nebulae
compact-objects|Compact objects
compact-radiation-sources|Compact radiation sources
companion-galaxies|Companion galaxies
companion-stars|Companion stars
comparison-stars|Comparison stars
complex-organic-molecules|Complex organic molecules
computational-astronomy|Computational astronomy
computational-methods|Computational methods
confidence-interval|Confidence interval
conical-singularities|Conical singularities
conjunction|Conjunction
constellations|Constellations
contact-binary-stars|Contact binary stars
continuum-radio-emission|Continuum radio emission
convolutional-neural-networks|Convolutional neural networks
cool-cores|Cool cores
cool-intergalactic-medium|Cool intergalactic medium
cooling-flows|Cooling flows
core-collapse-supernovae|Core-collapse supernovae
coronagraphic-imaging|Coronagraphic imaging
corotating-streams|Corotating streams
cosmic-abundances|Cosmic abundances
cosmic-anisotropy|Cosmic anisotropy
cosmic-background-radiation|Cosmic background radiation
cosmic-electrodynamics|Cosmic electrodynamics
cosmic-inflation|Cosmic inflation
cosmic-isotropy|Cosmic isotropy
cosmic-magnetic-fields-theory|Cosmic magnetic fields theory
cosmic-microwave-background-radiation|Cosmic microwave background radiation
cosmic-noise|Cosmic noise
cosmic-ray-astronomy|Cosmic ray astronomy
cosmic-ray-detectors|Cosmic ray detectors
cosmic-ray-nucleosynthesis|Cosmic ray nucleosynthesis
cosmic-ray-showers|Cosmic ray showers
cosmic-ray-sources|Cosmic ray sources
cosmic-rays|Cosmic rays
cosmic-web|Cosmic web
cosmochemistry|Cosmochemistry
cosmochronology|Cosmochronology
cosmogony|Cosmogony
cosmological-constant|Cosmological constant
cosmological-constant-experiments|Cosmological constant experiments
cosmological-evolution|Cosmological evolution
cosmological-models|Cosmological models
cosmological-neutrinos|Cosmological neutrinos
cosmological-parameters|Cosmological parameters
cosmological-parameters-from-large-scale-structure|Cosmological parameters from large-scale structure
cosmological-perturbation-theory|Cosmological perturbation theory
cosmological-phase-transitions|Cosmological phase transitions
cosmological-principle|Cosmological principle
cosmology|Cosmology
craters|Craters
credible-region|Credible region
critical-curve|Critical curve
cross-validation|Cross-validation 
crossed-beams|Crossed-beams
cultural-astronomy|Cultural astronomy
curvature-singularities|Curvature singularities
curved-space|Curved space
d-galaxies|D galaxies
d-layer|D layer
da-stars|DA stars
damped-lyman-alpha-systems|Damped Lyman-alpha systems
dark-adaption|Dark adaption
dark-energy|Dark energy
dark-interstellar-clouds|Dark interstellar clouds
dark-matter|Dark matter
dark-matter-density|Dark matter density
dark-matter-detectors|Dark matter detectors
dark-matter-distribution|Dark matter distribution
darkrooms|Darkrooms
db-stars|DB stars
dc-stars|DC stars
ddo-classification|DDO classification
ddo-photometry|DDO photometry
de-excitation-rates|De-excitation rates
de-sitter-universe|de Sitter universe
de-vaucouleurs-sandage-classification|De Vaucouleurs Sandage classification
debris-disks|Debris disks
deceleration-parameter|Deceleration parameter
declination|Declination
deconvolution|Deconvolution
deep-space-probes|Deep space probes
degenerate-matter|Degenerate matter
delta-cepheid-variable-stars|Delta Cepheid variable stars
delta-delphini-variable-stars|Delta Delphini variable stars
delta-scuti-variable-stars|Delta Scuti variable stars
delta-sunspots|Delta sunspots
dense-interstellar-clouds|Dense interstellar clouds
density-parameters|Density parameters
density-wave-model|Density wave model
deprecated-cometary-atmospheres|Deprecated: Cometary atmospheres
deprecated-far-infrared-astronomy|Deprecated: Far Infrared Astronomy
deprecated-fu-orionis-stars|Deprecated: FU Orionis Stars
deprecated-gamma-ray-telescopes|Deprecated: Gamma ray telescopes
deprecated-henry-draper-catalogue|Deprecated: Henry Draper Catalogue
deprecated-long-period-variable-stars|Deprecated: Long period variable stars
deprecated-mira-variables|Deprecated: Mira Variables
deprecated-radiative-processes|Deprecated: Radiative Processes
deprecated-solar-composition|Deprecated: Solar composition
descending-node|Descending node
detached-binary-stars|Detached binary stars
detached-objects|Detached objects
detection|Detection
deucalion|Deucalion
diamond-ring-effect|Diamond ring effect
dielectronic-recombination|Dielectronic recombination
diffuse-interstellar-bands|Diffuse interstellar bands
diffuse-interstellar-clouds|Diffuse interstellar clouds
diffuse-molecular-clouds|Diffuse molecular clouds
diffuse-nebulae|Diffuse nebulae
diffuse-radiation|Diffuse radiation
diffuse-x-ray-background|Diffuse x-ray background
dimensionality-reduction|Dimensionality reduction
dirac-cosmology|Dirac cosmology
direct-absorption|Direct absorption
direct-detection-interferometry|Direct detection interferometry
direct-imaging|Direct imaging
dirty-snowball-model|Dirty snowball model
discrete-radio-sources|Discrete radio sources
disk-flaring|Disk flaring
disk-galaxies|Disk galaxies
disk-population|Disk population
disk-stars|Disk stars
distance-indicators|Distance indicators
distance-measure|Distance measure
distributed-computing|Distributed computing
diurnal-parallax|Diurnal parallax
do-stars|DO stars
dobsonian-telescopes|Dobsonian telescopes
domes|Domes
doppler-imaging|Doppler imaging
doppler-shift|Doppler shift
double-galaxies|Double galaxies
double-mode-cepheid-variable-stars|Double-mode Cepheid variable stars
double-mode-pulsation|Double-mode pulsation
double-mode-variable-stars|Double-mode variable stars
double-periodic-variable-stars|Double periodic variable stars
double-quasars|Double quasars
dq-herculis-stars|DQ Herculis stars
dq-stars|DQ stars
draco-dwarf-galaxy|Draco dwarf galaxy
dredge-up|Dredge-up
drift-scan-imaging|Drift scan imaging
dumbbell-galaxies|Dumbbell galaxies
dust-composition|Dust composition
dust-continuum-emission|Dust continuum emission
dust-destruction|Dust destruction
dust-formation|Dust formation
dust-nebulae|Dust nebulae
dust-physics|Dust physics
dust-shells|Dust shells
dwarf-elliptical-galaxies|Dwarf elliptical galaxies
dwarf-galaxies|Dwarf galaxies
dwarf-irregular-galaxies|Dwarf irregular galaxies
dwarf-novae|Dwarf novae
dwarf-planets|Dwarf planets
dwarf-spheroidal-galaxies|Dwarf spheroidal galaxies
dwarf-stars|Dwarf stars
dynamical-evolution|Dynamical evolution
dynamical-friction|Dynamical friction
dynamical-parallax|Dynamical parallax
dz-stars|DZ stars
e-a-galaxies|E+A galaxies
e-folding-time|E-folding time
e-layer|E layer
early-astronomical-instruments|Early astronomical instruments
early-stellar-evolution|Early stellar evolution
early-type-emission-stars|Early-type emission stars
early-type-galaxies|Early-type galaxies
early-type-stars|Early-type stars
early-type-supergiant-stars|Early-type supergiant stars
early-type-variable-stars|Early-type variable stars
early-universe|Early universe
earth-atmosphere|Earth atmosphere
earth-moon-system|Earth-moon system
earth-planet|Earth (planet)
earth-s-seasons|Earth's seasons
earth-trojans|Earth trojans
eccentric-anomaly|Eccentric anomaly
eccentricity|Eccentricity
eclipses|Eclipses
eclipsing-binary-minima-timing-method|Eclipsing binary minima timing method
eclipsing-binary-stars|Eclipsing binary stars
ecliptic|Ecliptic
ecliptic-coordinate-system|Ecliptic coordinate system
ecliptic-latitude|Ecliptic latitude
ecliptic-longitude|Ecliptic longitude
ecliptic-poles|Ecliptic poles
educational-software|Educational software
effective-temperature|Effective temperature
einstein-field-equations|Einstein field equations
einstein-rings|Einstein rings
einstein-universe|Einstein universe
ejecta|Ejecta
electric-discharge|Electric discharge
electron-impact-excitation|Electron impact excitation
electron-impact-ionization|Electron impact ionization
electron-recombination-reactions|Electron recombination reactions
electronic-spectroscopy|Electronic spectroscopy
elemental-abundance|Elemental abundance
ellerman-bombs|Ellerman Bombs
ellipsoidal-variable-stars|Ellipsoidal variable stars
elliptical-galaxies|Elliptical galaxies
elliptical-orbits|Elliptical orbits
emerging-flux-tubes|Emerging flux tubes
emission-line-galaxies|Emission line galaxies
emission-line-stars|Emission line stars
emission-nebulae|Emission nebulae
enceladus|Enceladus
english-mounts|English mounts
ephemeral-active-regions|Ephemeral active regions
ephemerides|Ephemerides
equation-of-the-center|Equation of the center
equator-position|Equator position
equatorial-coordinate-system|Equatorial coordinate system
equatorial-electrojet|Equatorial electrojet
equatorial-mounts|Equatorial mounts
equatorial-zone|Equatorial zone
equatorward-boundary|Equatorward boundary
equinox|Equinox
equinox-correction|Equinox correction
ergosphere|Ergosphere
eris|Eris
eros|Eros
eruptive-binary-stars|Eruptive binary stars
eruptive-phenomena|Eruptive phenomena
eruptive-variable-stars|Eruptive variable stars
ethnoastronomy|Ethnoastronomy
europa|Europa
evaporating-gaseous-globules|Evaporating gaseous globules
event-horizons|Event horizons
evolution-equation|Evolution equation
evolved-stars|Evolved stars
excitation-rates|Excitation rates
exobiology|Exobiology
exocomets|Exocomets
exoplanet-astrometry|Exoplanet astrometry
exoplanet-astronomy|Exoplanet astronomy
exoplanet-atmospheres|Exoplanet atmospheres
exoplanet-atmospheric-composition|Exoplanet atmospheric composition 
exoplanet-atmospheric-dynamics|Exoplanet atmospheric dynamics
exoplanet-atmospheric-evolution|Exoplanet atmospheric evolution
exoplanet-atmospheric-structure|Exoplanet atmospheric structure
exoplanet-atmospheric-variability|Exoplanet atmospheric variability
exoplanet-catalogs|Exoplanet catalogs
exoplanet-detection-methods|Exoplanet detection methods
exoplanet-dynamics|Exoplanet dynamics
exoplanet-evolution|Exoplanet evolution
exoplanet-formation|Exoplanet formation
exoplanet-migration|Exoplanet migration
exoplanet-plate-tectonics|Exoplanet plate tectonics
exoplanet-rings|Exoplanet rings
exoplanet-structure|Exoplanet structure
exoplanet-surface-characteristics|Exoplanet surface characteristics
exoplanet-surface-composition|Exoplanet surface composition
exoplanet-surface-variability|Exoplanet surface variability
exoplanet-surfaces|Exoplanet surfaces
exoplanet-systems|Exoplanet systems
exoplanet-tides|Exoplanet tides
exoplanets|Exoplanets
exosphere|Exosphere
exozodiacal-dust|Exozodiacal dust
expanding-stellar-envelopes|Expanding stellar envelopes
expanding-universe|Expanding universe
expectation-maximization-algorithm|Expectation-Maximization Algorithm
experimental-data|Experimental data
experimental-models|Experimental Models
experimental-techniques|Experimental techniques
explosive-nucleosynthesis|Explosive nucleosynthesis
extended-radiation-sources|Extended radiation sources
extinction|Extinction
extragalactic-astronomy|Extragalactic astronomy
extragalactic-magnetic-fields|Extragalactic magnetic fields
extragalactic-radio-sources|Extragalactic radio sources
extrasolar-gas-giants|Extrasolar gaseous giant planets
extrasolar-gaseous-planets|Extrasolar gaseous planets
extrasolar-ice-giants|Extrasolar ice giants
extrasolar-radiation|Extrasolar radiation
extrasolar-rocky-planets|Extrasolar rocky planets
extreme-carbon-stars|Extreme carbon stars
extreme-horizontal-branch-stars|Extreme horizontal branch stars
extreme-ultraviolet-astronomy|Extreme ultraviolet astronomy
extrinsic-variable-stars|Extrinsic variable stars
eye-pieces|Eye pieces
f-dwarf-stars|F dwarf stars
f-giant-stars|F giant stars
f-layer|F layer
f-stars|F stars
f-subdwarf-stars|F subdwarf stars
f-subgiant-stars|F subgiant stars
f-supergiant-stars|F supergiant stars
f-test|F test
faber-jackson-distance|Faber-Jackson distance
fabry-perot-interferometers|Fabry-Perot interferometers
faint-blue-stars|Faint blue stars
fanaroff-riley-radio-galaxies|Fanaroff-Riley radio galaxies
far-infrared-astronomy|Far infrared astronomy
far-infrared-interferometry|Far infrared interferometry
fast-fourier-transform|Fast Fourier transform
fast-novae|Fast novae
fast-solar-wind|Fast solar wind
few-body-systems|Few-body systems
field-galaxies|Field galaxies
field-of-view|Field of view
field-stars|Field stars
filamentary-nebulae|Filamentary nebulae
finding-charts|Finding charts
finding-lists|Finding lists
finite-source-photometric-effect|Finite-source photometric effect
fireballs|Fireballs
fisher-s-information|Fisher's Information
fk-catalog|FK catalog
fk-comae-stars|FK Comae stars
flare-stars|Flare stars
flash-spectra|Flash spectra
flash-stars|Flash stars
flat-space|Flat space
flat-spectrum-radio-quasars|Flat-spectrum radio quasars
flux-calibration|Flux calibration
flyby-missions|Flyby missions
focal-length|Focal length
focal-ratio|Focal ratio
forbush-effect|Forbush effect
fork-mounts|Fork mounts
fornax-dwarf-spheroidal-galaxy|Fornax dwarf spheroidal galaxy
free-floating-planets|Free floating planets
friedmann-robertson-walker-metric|Friedmann-Robertson-Walker metric
friedmann-universe|Friedmann universe
frozen-in-elements|Frozen in elements
fu-orionis-stars|FU Orionis stars
fullerenes|Fullerenes
fundamental-parameters-of-stars|Fundamental parameters of stars
g-dwarf-stars|G dwarf stars
g-giant-stars|G giant stars
g-stars|G stars
g-subdwarf-stars|G subdwarf stars
g-subgiant-stars|G subgiant stars
g-supergiant-stars|G supergiant stars
gaia|Gaia
galactic-abundances|Galactic abundances
galactic-and-extragalactic-astronomy|Galactic and extragalactic astronomy
galactic-anticenter|Galactic anticenter
galactic-archaeology|Galactic archaeology
galactic-bar|Galactic bar
galactic-bulge|Galactic bulge
galactic-center|Galactic center
galactic-coordinate-system|Galactic coordinate system
galactic-cosmic-rays|Galactic cosmic rays
galactic-latitude|Galactic latitude
galactic-longitude|Galactic longitude
galactic-poles|Galactic poles
galactic-radio-sources|Galactic radio sources
galactic-winds|Galactic winds
galaxies|Galaxies
galaxy-abundances|Galaxy abundances
galaxy-accretion|Galaxy accretion
galaxy-accretion-disks|Galaxy accretion disks
galaxy-ages|Galaxy ages
galaxy-anticenters|Galaxy anticenters
galaxy-bars|Galaxy bars
galaxy-bulges|Galaxy bulges
galaxy-chemical-composition|Galaxy chemical composition
galaxy-chemical-evolution|Galaxy chemical evolution
galaxy-circumnuclear-disk|Galaxy circumnuclear disk
galaxy-classification-systems|Galaxy classification systems
galaxy-cluster-counts|Galaxy cluster counts
galaxy-clusters|Galaxy clusters
galaxy-collisions|Galaxy collisions
galaxy-colors|Galaxy colors
galaxy-components|Galaxy components
galaxy-counts|Galaxy counts
galaxy-dark-matter-halos|Galaxy dark matter halos
galaxy-disks|Galaxy disks
galaxy-distances|Galaxy distances
galaxy-dynamics|Galaxy dynamics
galaxy-encounters|Galaxy encounters
galaxy-environments|Galaxy environments
galaxy-equators|Galaxy equators
galaxy-evolution|Galaxy evolution
galaxy-formation|Galaxy formation
galaxy-fountains|Galaxy fountains
galaxy-groups|Galaxy groups
galaxy-infall|Galaxy infall
galaxy-interactions|Galaxy interactions
galaxy-jets|Galaxy jets
galaxy-kinematics|Galaxy kinematics
galaxy-luminosities|Galaxy luminosities
galaxy-magnetic-fields|Galaxy magnetic fields
galaxy-magnitudes|Galaxy magnitudes
galaxy-mass-distribution|Galaxy mass distribution
galaxy-masses|Galaxy masses
galaxy-mergers|Galaxy mergers
galaxy-nuclei|Galaxy nuclei
galaxy-pairs|Galaxy pairs
galaxy-photometry|Galaxy photometry
galaxy-physics|Galaxy physics
galaxy-planes|Galaxy planes
galaxy-processes|Galaxy processes
galaxy-properties|Galaxy properties
galaxy-quenching|Galaxy quenching
galaxy-radial-velocities|Galaxy radial velocities
galaxy-radii|Galaxy radii
galaxy-rotation|Galaxy rotation
galaxy-rotation-curves|Galaxy rotation curves
galaxy-spectroscopy|Galaxy spectroscopy
galaxy-spheroids|Galaxy spheroids
galaxy-spurs|Galaxy spurs
galaxy-stellar-content|Galaxy stellar content
galaxy-stellar-disks|Galaxy stellar disks
galaxy-stellar-halos|Galaxy stellar halos
galaxy-structure|Galaxy structure
galaxy-tails|Galaxy tails
galaxy-tides|Galaxy tides
galaxy-triplets|Galaxy triplets
galaxy-voids|Galaxy voids
galaxy-winds|Galaxy winds
galilean-satellites|Galilean satellites
galilean-telescopes|Galilean telescopes
gamma-cassiopeiae-stars|Gamma Cassiopeiae stars
gamma-distribution|Gamma distribution
gamma-doradus-variable-stars|Gamma Doradus variable stars
gamma-ray-astronomy|Gamma-ray astronomy
gamma-ray-bursters|Gamma-ray bursters
gamma-ray-bursts|Gamma-ray bursts
gamma-ray-detectors|Gamma-ray detectors
gamma-ray-lines|Gamma-ray lines
gamma-ray-observatories|Gamma-ray observatories
gamma-ray-sources|Gamma-ray sources
gamma-ray-spectroscopy|Gamma-ray spectroscopy
gamma-ray-telescopes|Gamma-ray telescopes
gamma-ray-transient-sources|Gamma-ray transient sources
gamma-rays|Gamma-rays
ganymede|Ganymede
gas-to-dust-ratio|Gas-to-dust ratio
gaseous-nebulae|Gaseous nebulae
gaussian-mixture-model|Gaussian mixture model
gaussian-processes-regression|Gaussian Processes regression
gegenschein|Gegenschein
general-relativity|General relativity
geneva-photometry|Geneva photometry
geocentric-model|Geocentric model
geocentric-orbit|Geocentric orbit
geocorona|Geocorona
geodesics|Geodesics
geological-processes|Geological processes
geomagnetic-fields|Geomagnetic fields
geostationary-satellites|Geostationary satellites
geosynchronous-satellites|Geosynchronous satellites
german-equatorial-mounts|German equatorial mounts
giant-branch|Giant branch
giant-elliptical-galaxies|Giant elliptical galaxies
giant-galaxies|Giant galaxies
giant-molecular-clouds|Giant molecular clouds
giant-radio-galaxies|Giant radio galaxies
giant-stars|Giant stars
gibbs-sampler|Gibbs Sampler
glaciation|Glaciation
glaciers|Glaciers
globular-star-clusters|Globular star clusters
gnomons|Gnomons
godel-universe|Gödel universe
gould-belt|Gould Belt
gpu-computing|GPU computing
gravastars|Gravastars
gravitation|Gravitation
gravitational-collapse|Gravitational collapse
gravitational-deflection|Gravitational deflection
gravitational-disruption|Gravitational disruption
gravitational-energy|Gravitational energy
gravitational-equilibrium|Gravitational equilibrium
gravitational-fields|Gravitational fields
gravitational-instability|Gravitational instability
gravitational-interaction|Gravitational interaction
gravitational-lensing|Gravitational lensing
gravitational-lensing-shear|Gravitational lensing shear
gravitational-microlensing|Gravitational microlensing
gravitational-microlensing-exoplanet-detection|Gravitational microlensing exoplanet detection
gravitational-microlensing-exoplanets-|Gravitational microlensing [Exoplanets]
gravitational-singularities|Gravitational singularities
gravitational-wave-astronomy|Gravitational wave astronomy
gravitational-wave-detectors|Gravitational wave detectors
gravitational-wave-sources|Gravitational wave sources
gravitational-waves|Gravitational waves
gravity-anomaly|Gravity anomaly
gravity-darkening|Gravity darkening
grazing-incidence-telescopes|Grazing incidence telescopes
great-attractor|Great Attractor
green-valley-galaxies|Green valley galaxies
greenhouse-effect|Greenhouse effect
greenhouse-gases|Greenhouse gases
gregorian-telescopes|Gregorian telescopes
ground-based-astronomy|Ground-based astronomy
ground-telescopes|Ground telescopes
gunn-photometry|Gunn photometry
h-alpha-photometry|H alpha photometry
h-alpha-stars|H-alpha stars
h-beta-photometry|H beta photometry
h-i-line-emission|H I line emission
h-i-regions|H I regions
h-ii-regions|H II regions
habitable-planets|Habitable planets
habitable-zone|Habitable zone
hadron-barrier|Hadron barrier
hall-current-ionospheric-|Hall current (Ionospheric)
hall-thrusters|Hall thrusters
halo-stars|Halo stars
hardness-ratio|Hardness ratio
haro-galaxies|Haro galaxies
haumea|Haumea
hawking-radiation|Hawking radiation
hayashi-track|Hayashi track
heavy-metal-stars|Heavy metal stars
heliocentric-model|Heliocentric model
heliocentric-orbit|Heliocentric orbit
heliopause|Heliopause
heliophysics|Heliophysics
helioseismic-pulsations|Helioseismic pulsations
helioseismology|Helioseismology
heliosheath|Heliosheath
heliosphere|Heliosphere
heliostats|Heliostats
helium-abundance|Helium abundance
helium-burning|Helium burning
helium-poor-stars|Helium-poor stars
helium-rich-stars|Helium-rich stars
helium-weak-stars|Helium-weak stars
helmholtz-kelvin-contraction|Helmholtz-Kelvin contraction
henry-draper-catalog|Henry Draper catalog
henyey-track|Henyey track
herbig-ae-be-stars|Herbig Ae/Be stars
herbig-haro-objects|Herbig-Haro objects
hertzsprung-gap|Hertzsprung gap
hertzsprung-russell-diagram|Hertzsprung Russell diagram
heterodyne-interferometry|Heterodyne interferometry
heterodyne-receivers|Heterodyne receivers
hi-shells|HI shells
hickson-compact-group|Hickson compact group
hierarchical-cosmology|Hierarchical cosmology
hierarchical-models|Hierarchical models
high-altitude-balloons|High altitude balloons
high-angular-resolution|High angular resolution
high-contrast-spectroscopy|High contrast spectroscopy
high-contrast-techniques|High contrast techniques
high-energy-astrophysics|High energy astrophysics
high-energy-cosmic-radiation|High-energy cosmic radiation
high-latitude-field|High latitude field
high-luminosity-active-galactic-nuclei|High-luminosity active galactic nuclei
high-mass-x-ray-binary-stars|High mass x-ray binary stars
high-redshift-galaxies|High-redshift galaxies
high-redshift-galaxy-clusters|High-redshift galaxy clusters
high-resolution-microlensing-event-imaging|High-resolution microlensing event imaging
high-resolution-spectroscopy|High resolution spectroscopy
high-time-resolution-astrophysics|High time resolution astrophysics
high-velocity-clouds|High-velocity clouds
high-velocity-stars|High-velocity stars
hilda-group|Hilda group
hirayama-families|Hirayama families
history-of-astronomy|History of astronomy
holmberg-radius|Holmberg radius
holmium-stars|Holmium stars
holographic-interferometry|Holographic interferometry
horizon|Horizon
horizontal-branch|Horizontal branch
horizontal-branch-stars|Horizontal branch stars
horizontal-coordinate-system|Horizontal coordinate system
horizontal-parallax|Horizontal parallax
horseshoe-mounts|Horseshoe mounts
hot-dark-matter|Hot dark matter
hot-intergalactic-medium|Hot intergalactic medium
hot-ionized-medium|Hot ionized medium
hot-jupiters|Hot Jupiters
hot-neptunes|Hot Neptunes
hour-angle|Hour angle
hst-photometry|HST photometry
hubble-classification-scheme|Hubble classification scheme
hubble-constant|Hubble constant
hubble-diagram|Hubble diagram
hubble-radius|Hubble radius
hubble-s-law|Hubble-Lemaitre law
hubble-space-telescope|Hubble Space Telescope
hubble-time|Hubble time
humidity|Humidity
hungaria-group|Hungaria group
huya|Huya
hydrodynamical-simulations|Hydrodynamical simulations
hydrodynamics|Hydrodynamics
hydrogen-burning|Hydrogen burning
hydrogen-deficient-stars|Hydrogen deficient stars
hydrosphere|Hydrosphere
hydroxyl-masers|Hydroxyl masers
hydroxyl-sources|Hydroxyl sources
hyperbolic-orbit|Hyperbolic orbit
hypergiant-stars|Hypergiant stars
hypernovae|Hypernovae
hypervelocity-stars|Hypervelocity stars
hz-herculis-x-ray-binary-stars|Hz Herculis x-ray binary stars
i-galaxies|I galaxies
ice-composition|Ice composition
ice-destruction|Ice destruction
ice-formation|Ice formation
ice-phases|Ice phases
ice-physics|Ice physics
ice-porosity|Ice porosity
ice-spectroscopy|Ice spectroscopy
impact-gardening|Impact gardening
impact-phenomena|Impact phenomena
importance-sampling|Importance sampling
inclination|Inclination
indigenous-astronomy|Indigenous astronomy
individual-planetary-nebulae|Individual planetary nebulae
individual-quasars|Individual quasars
indochinites|Indochinites
inflationary-universe|Inflationary universe
infrared-astronomical-satellite|Infrared Astronomical Satellite
infrared-astronomy|Infrared astronomy
infrared-dark-clouds|Infrared dark clouds
infrared-excess|Infrared excess
infrared-excess-galaxies|Infrared excess galaxies
infrared-galaxies|Infrared galaxies
infrared-observatories|Infrared observatories
infrared-photometry|Infrared photometry
infrared-sources|Infrared sources
infrared-spectroscopy|Infrared spectroscopy
infrared-telescopes|Infrared telescopes
initial-conditions-of-the-universe|Initial conditions of the universe
initial-mass-function|Initial mass function
inner-magnetosphere|Inner magnetosphere
inner-planets|Solar system terrestrial planets
inner-radiation-belts|Inner radiation belts
instability-strip|Instability strip
integrated-magnitude|Integrated magnitude
interacting-binary-stars|Interacting binary stars
interacting-galaxies|Interacting galaxies
intercloud-medium|Intercloud medium
interdisciplinary-astronomy|Interdisciplinary astronomy
interferometers|Interferometers
interferometric-binary-stars|Interferometric binary stars
interferometric-correlation|Interferometric correlation
interferometry|Interferometry
intergalactic-abundances|Intergalactic abundances
intergalactic-clouds|Intergalactic clouds
intergalactic-dust-clouds|Intergalactic dust clouds
intergalactic-filaments|Intergalactic filaments
intergalactic-gas|Intergalactic gas
intergalactic-medium|Intergalactic medium
intergalactic-medium-phases|Intergalactic medium phases
intergalactic-voids|Intergalactic voids
intermediate-mass-black-holes|Intermediate-mass black holes
intermediate-population-stars|Intermediate population stars
intermediate-type-stars|Intermediate-type stars
internal-waves|Internal waves
international-space-station|International Space Station
interplanetary-discontinuities|Interplanetary discontinuities
interplanetary-dust|Interplanetary dust
interplanetary-gas|Interplanetary gas
interplanetary-grains|Interplanetary grains
interplanetary-magnetic-fields|Interplanetary magnetic fields
interplanetary-medium|Interplanetary medium
interplanetary-particle-acceleration|Interplanetary particle acceleration
interplanetary-physics|Interplanetary physics
interplanetary-scintillation|Interplanetary scintillation
interplanetary-shocks|Interplanetary shocks
interplanetary-turbulence|Interplanetary turbulence
interstellar-absorption|Interstellar absorption
interstellar-abundances|Interstellar abundances
interstellar-atomic-gas|Interstellar atomic gas
interstellar-clouds|Interstellar clouds
interstellar-cyclotron-emission|Interstellar cyclotron emission
interstellar-dust|Interstellar dust
interstellar-dust-extinction|Interstellar dust extinction
interstellar-dust-processes|Interstellar dust processes
interstellar-dynamics|Interstellar dynamics
interstellar-emissions|Interstellar emissions
interstellar-extinction|Interstellar extinction
interstellar-filaments|Interstellar filaments
interstellar-line-absorption|Interstellar line absorption
interstellar-line-emission|Interstellar line emission
interstellar-magnetic-fields|Interstellar magnetic fields
interstellar-masers|Interstellar masers
interstellar-medium|Interstellar medium
interstellar-medium-wind|Interstellar medium wind
interstellar-molecules|Interstellar molecules
interstellar-phases|Interstellar phases
interstellar-plasma|Interstellar plasma
interstellar-radiation-field|Interstellar radiation field
interstellar-reddening|Interstellar reddening
interstellar-scattering|Interstellar scattering
interstellar-scintillation|Interstellar scintillation
interstellar-synchrotron-emission|Interstellar synchrotron emission
interstellar-thermal-emission|Interstellar thermal emission
intracluster-medium|Intracluster medium
intrinsic-variable-stars|Intrinsic variable stars
io|Io
ion-neutral-reactions|Ion-neutral reactions
ion-storage-rings|Ion-storage rings
ion-trapping|Ion trapping
ionization|Ionization
ionized-coma-gases|Ionized coma gases
ionosphere|Earth ionosphere
ionosphere-current-systems|Ionosphere current systems
ionospheric-scintillation|Ionospheric scintillation
iras-galaxies|IRAS galaxies
iron-meteorites|Iron meteorites
irregular-cadence|Irregular cadence
irregular-galaxies|Irregular galaxies
irregular-natural-satellites-extrasolar|Irregular natural satellites (Extrasolar)
irregular-satellites|Irregular satellites
irregular-variable-stars|Irregular variable stars
isomerization-reactions|Isomerization reactions
isothermal-sphere-profile|Isothermal sphere profile
isotope-shifts|Isotope shifts
isotopic-abundances|Isotopic abundances
ixion|Ixion
james-webb-space-telescope|James Webb Space Telescope
jeans-mass|Jeans mass
jets|Jets
johnson-photometry|Johnson photometry
jovian-satellites|Jovian satellites
jupiter|Jupiter
jupiter-trojans|Jupiter trojans
k-dwarf-stars|K dwarf stars
k-giant-stars|K giant stars
k-stars|K stars
k-subdwarf-stars|K subdwarf stars
k-subgiant-stars|K subgiant stars
k-supergiant-stars|K supergiant stars
kappa-mechanism|Kappa mechanism
kapteyn-selected-areas|Kapteyn Selected Areas
kepler-s-laws|Kepler's laws
keplerian-orbit|Keplerian orbit
keplerian-telescopes|Keplerian telescopes
kerr-black-holes|Kerr black holes
kerr-metric|Kerr metric
kerr-newman-black-holes|Kerr-Newman black holes
kinematic-parallax|Kinematic parallax
kirkwood-gap|Kirkwood gaps
kolmogorov-smirnov-test|Kolmogorov-Smirnov test
kracht-group|Kracht group
kreutz-sungrazers|Kreutz group
kron-cousins-photometry|Kron-Cousins photometry
kruskal-diagram|Kruskal diagram
kuiper-belt|Kuiper belt
kullback-leibler-distance|Kullback-Leibler distance
l-dwarfs|L dwarfs
l-galaxies|L galaxies
l-subdwarfs|L subdwarfs
laboratory-astrophysics|Laboratory astrophysics
lagrangian-points|Lagrangian points
lambda-density|Lambda density
lambda-eridani-stars|Lambda Eridani stars
land-atmosphere-interactions|Land-atmosphere interactions
landers|Landers
large-magellanic-cloud|Large Magellanic Cloud
large-scale-structure-of-the-universe|Large-scale structure of the universe
laser-ablation|Laser ablation
laser-guide-stars|Laser guide stars
laser-interferometry|Laser interferometry
late-stellar-evolution|Late stellar evolution
late-type-dwarf-stars|Late-type dwarf stars
late-type-galaxies|Late-type galaxies
late-type-giant-stars|Late-type giant stars
late-type-stars|Late-type stars
late-type-supergiant-stars|Late-type supergiant stars
lb-variable-stars|Lb variable stars
lc-variable-stars|Lc variable stars
lemaitre-universe|Lemaitre universe
lens-orbital-motion|Lens orbital motion
lenses|Lenses
lenticular-galaxies|Lenticular galaxies
leptogenesis|Leptogenesis
libration|Libration
light-curve-classification|Light curve classification 
light-curves|Light curves
light-pollution|Light pollution
light-year|Light year
lightning|Lightning
ligo|LIGO
likelihood-ratio-test|Likelihood ratio test
limb-brightening|Limb brightening
limb-darkening|Limb darkening
limiting-magnitude|Limiting magnitude
line-intensities|Line intensities
line-of-sight|Line of sight
line-positions|Line positions
linear-regression|Linear regression
liner-galaxies|LINER galaxies
lithium-abundance|Lithium abundance
lithium-stars|Lithium stars
lithosphere|Lithosphere
local-group|Local Group
logos|Logos
lomb-scargle-periodogram|Lomb-Scargle periodogram
long-baseline-interferometers|Long baseline interferometers
long-baseline-interferometry|Long baseline interferometry
long-period-comets|Long period comets
long-period-variable-stars|Long period variable stars
longitude-of-the-ascending-node|Longitude of the ascending node
longitude-of-the-descending-node|Longitude of the descending node
low-density-fields|Low-density fields
low-latitude-ionosphere|Low-latitude ionosphere
low-luminosity-active-galactic-nuclei|Low-luminosity active galactic nuclei
low-mass-stars|Low mass stars
low-mass-x-ray-binary-stars|Low-mass x-ray binary stars
low-surface-brightness-galaxies|Low surface brightness galaxies
luminosity-classification|Luminosity classification
luminosity-function|Luminosity function
luminous-arcs|Luminous arcs
luminous-blue-variable-stars|Luminous blue variable stars
luminous-blue-variables|Luminous blue variables
luminous-infrared-galaxies|Luminous infrared galaxies
lunar-atmosphere|Lunar atmosphere
lunar-composition|Lunar composition
lunar-craters|Lunar craters
lunar-domes|Lunar domes
lunar-eclipses|Lunar eclipses
lunar-evolution|Lunar evolution
lunar-features|Lunar features
lunar-geochronology|Lunar geochronology
lunar-geodesy|Lunar geodesy
lunar-gravitational-field|Lunar gravitational field
lunar-highlands|Lunar highlands
lunar-impacts|Lunar impacts
lunar-interior|Lunar interior
lunar-magnetic-fields|Lunar magnetic fields
lunar-maria|Lunar maria
lunar-mineralogy|Lunar mineralogy
lunar-mountains|Lunar mountains
lunar-node-regression|Lunar node regression
lunar-occultation|Lunar occultation
lunar-origin|Lunar origin
lunar-petrology|Lunar petrology
lunar-phase|Lunar phase
lunar-probes|Lunar probes
lunar-rays|Lunar rays
lunar-regolith|Lunar regolith
lunar-rilles|Lunar rilles
lunar-science|Lunar science
lunar-seismology|Lunar seismology
lunar-surface|Lunar surface
lunar-theory|Lunar theory
lunar-transient-phenomena|Lunar transient phenomena
lunation|Lunation
lyman-alpha-forest|Lyman alpha forest
lyman-alpha-forest-clouds|Lyman-alpha forest clouds
lyman-alpha-galaxies|Lyman-alpha galaxies
lyman-break-galaxies|Lyman-break galaxies
lyman-limit-systems|Lyman limit systems
m-dwarf-stars|M dwarf stars
m-giant-stars|M giant stars
m-sigma-relation|M-sigma relation
m-stars|M stars
m-subdwarf-stars|M subdwarf stars
m-subgiant-stars|M subgiant stars
m-supergiant-stars|M supergiant stars
mach-zehnder-interferometers|Mach-Zehnder interferometers
magellanic-clouds|Magellanic Clouds
magellanic-irregular-galaxies|Magellanic irregular galaxies
magellanic-stream|Magellanic Stream
magnetars|Magnetars
magnetic-anomalies|Magnetic anomalies
magnetic-fields|Magnetic fields
magnetic-poles|Magnetic poles
magnetic-stars|Magnetic stars
magnetic-storms|Magnetic storms
magnetic-variable-stars|Magnetic variable stars
magnetodisk|Magnetodisk
magnetogram|Magnetogram
magnetohydrodynamical-simulations|Magnetohydrodynamical simulations
magnetohydrodynamics|Magnetohydrodynamics
magnetopause|Magnetopause
magnetosheath|Magnetosheath
magnetosphere-cusps|Magnetosphere cusps
magnetosphere-foreshocks|Magnetosphere foreshocks
magnetosphere-lobes|Magnetosphere lobes
magnetosphere-plasma-toruses|Magnetosphere plasma toruses
magnetospheric-radio-emissions|Magnetospheric radio emissions
magnetotail|Magnetotail
magnetotail-current-sheet|Magnetotail current sheet
magnetotail-kink|Magnetotail kink
magnitude|Magnitude
main-belt-asteroids|Main belt asteroids
main-belt-comets|Main-belt comets
main-sequence|Main sequence
main-sequence-stars|Main sequence stars
major-axis|Major axis
makemake|Makemake
maksutov-telescopes|Maksutov telescopes
manganese-stars|Manganese stars
mantle|Mantle
markarian-galaxies|Markarian galaxies
markov-chain-monte-carlo|Markov chain Monte Carlo
mars|Mars
mars-trojans|Mars trojans
marsden-group|Marsden group
martian-satellites|Martian satellites
mascon|Mascon
mass-ratio|Mass ratio
mass-spectrometers|Mass spectrometers
mass-spectrometry|Mass spectrometry
mass-to-light-ratio|Mass-to-light ratio
massive-stars|Massive stars
matter-density|Matter density
maunder-minimum|Maunder minimum
maximal-kerr-black-holes|Maximal Kerr black holes
maximum-likelihood-estimation|Maximum likelihood estimation
me-stars|Me stars
me-variable-stars|Me variable stars
mean-anomaly|Mean anomaly
mean-matter-density|Mean matter density
measurement-error-model|Measurement error model
medium-band-photometry|Medium band photometry
megalithic-astronomy|Megalithic astronomy
megamasers|Megamasers
mercury-manganese-stars|Mercury-manganese stars
mercury-planet|Mercury (planet)
merged-beams|Merged-beams
meridian|Meridian
meridian-circles|Meridian circles
mesogranulation|Mesogranulation
mesopause|Mesopause
mesosphere|Mesosphere
metal-containing-molecules|Metal-containing molecules
metal-line-absorbers|Metal line absorbers
metallicity|Metallicity
meteor-radiants|Meteor radiants
meteor-showers|Meteor showers
meteor-streams|Meteor streams
meteor-trails|Meteor trails
meteorite-composition|Meteorite composition
meteorites|Meteorites
meteoroid-dust-clouds|Meteoroid dust clouds
meteoroids|Meteoroids
meteors|Meteors
methane|Methane
metropolis-hastings|Metropolis-Hastings
meyer-group|Meyer group
michelson-interferometers|Michelson interferometers
michelson-interferometry|Michelson interferometry
microgravity|Microgravity
microlensing-event-rate|Microlensing event rate
microlensing-optical-depth|Microlensing optical depth
microlensing-parallax|Microlensing parallax
micrometeorites|Micrometeorites
micrometeoroids|Micrometeoroids
microwave-spectroscopy|Microwave spectroscopy
mid-latitude-ionosphere|Mid-latitude ionosphere
milky-way-dark-matter-halo|Milky Way dark matter halo
milky-way-disk|Milky Way disk
milky-way-dynamics|Milky Way dynamics
milky-way-evolution|Milky Way evolution
milky-way-formation|Milky Way formation
milky-way-galaxy|Milky Way Galaxy
milky-way-galaxy-fountains|Milky Way Galaxy fountains
milky-way-galaxy-physics|Milky Way Galaxy physics
milky-way-magnetic-fields|Milky Way magnetic fields
milky-way-mass|Milky Way mass
milky-way-rotation|Milky Way rotation
milky-way-stellar-halo|Milky Way stellar halo
millimeter-astronomy|Millimeter astronomy
millimeter-wave-spectroscopy|Millimeter-wave spectroscopy
millisecond-pulsars|Millisecond pulsars
mineral-physics|Mineral physics
mini-neptunes|Mini Neptunes
minimum-chi-squared|Minimum chi-squared
minimum-spanning-tree|Minimum spanning tree
minor-axis|Minor axis
minor-planets|Minor planets
mira-variable-stars|Mira variable stars
missing-mass|Missing mass
mixture-model|Mixture model
model-selection|Model selection
modified-newtonian-dynamics|Modified Newtonian dynamics
moldavites|Moldavites
molecular-beams|Molecular beams
molecular-clouds|Molecular clouds
molecular-data|Molecular data
molecular-gas|Molecular gas
molecular-physics|Molecular physics
molecular-reactions|Molecular reactions
molecular-spectroscopic-constants|Molecular spectroscopic constants
molecular-spectroscopy|Molecular spectroscopy
molecular-structural-parameters|Molecular structural parameters
molecule-destruction|Molecule Destruction
molecule-formation|Molecule Formation
monte-carlo-methods|Monte Carlo methods
morgan-keenan-classification|Morgan-Keenan classification
moving-cluster-parallax|Moving cluster parallax
moving-clusters|Moving clusters
multi-color-photometry|Multi-color photometry
multi-periodic-pulsation|Multi-periodic pulsation
multi-periodic-variable-stars|Multi-periodic variable stars
multiple-mirror-telescopes|Multiple mirror telescopes
multiple-star-evolution|Multiple star evolution
multiple-stars|Multiple stars
multivariate-analysis|Multivariate analysis
mutual-neutralization|Mutual neutralization
n-body-problem|N-body problem
n-body-simulations|N-body simulations
n-galaxies|N galaxies
n-stars|N stars
nadir|Nadir
naked-singularities|Naked singularities
narrow-band-photometry|Narrow band photometry
natural-decay|Natural Decay
natural-satellite-atmospheres|Natural satellite atmospheres
natural-satellite-dynamics|Natural satellite dynamics
natural-satellite-evolution|Natural satellite evolution
natural-satellite-surfaces|Natural satellite surfaces
natural-satellite-wakes|Natural satellite wakes
natural-satellites-extrasolar|Natural satellites (Extrasolar)
natural-satellites-solar-system|Natural satellites (Solar system)
nautical-almanacs|Nautical almanacs
navarro-frenk-white-profile|Navarro-Frenk-White profile
near-earth-objects|Near-Earth objects
near-infrared-astronomy|Near infrared astronomy
near-sun-comets|Near-sun comets
near-ultraviolet-astronomy|Near ultraviolet astronomy
nebulae|Nebulae
neptune|Neptune
neptune-trojans|Neptune trojans
neptunian-satellites|Neptunian satellites
nested-sampling|Nested sampling
neural-networks|Neural networks
neutral-coma-gases|Neutral coma gases
neutral-hydrogen-clouds|Neutral hydrogen clouds
neutral-neutral-reactions|Neutral-neutral reactions
neutrino-astronomy|Neutrino astronomy
neutrino-decoupling|Neutrino decoupling
neutrino-masses|Neutrino masses
neutrino-oscillation|Neutrino oscillation
neutrino-oscillations|Neutrino oscillations
neutrino-telescopes|Neutrino telescopes
neutron-interferometry|Neutron interferometry
neutron-star-cores|Neutron star cores
neutron-stars|Neutron stars
newtonian-cosmology|Newtonian cosmology
newtonian-gravitation|Newtonian gravitation
newtonian-telescopes|Newtonian telescopes
night-sky-brightness|Night sky brightness
night-vision|Night vision
nitrous-oxide|Nitrous oxide
noctilucent-clouds|Noctilucent clouds
non-gaussianity|Non-Gaussianity
non-radial-pulsations|Non-radial pulsations
non-standard-theories-of-gravity|Non-standard theories of gravity
non-thermal-radiation-sources|Non-thermal radiation sources
nonclassical-interferometry|Nonclassical interferometry
nonlinear-regression|Nonlinear regression
nonparametric-hypothesis-tests|Nonparametric hypothesis tests
nonparametric-inference|Nonparametric inference
nonrotating-black-holes|Nonrotating black holes
nonstandard-evolution|Nonstandard evolution
normal-distribution|Normal distribution
north-celestial-pole|North celestial pole
north-ecliptic-pole|North ecliptic pole
north-galactic-pole|North galactic pole
nova-like-variable-stars|Nova-like variable stars
novae|Novae
nuclear-abundances|Nuclear abundances
nuclear-astrophysics|Nuclear astrophysics
nuclear-decay|Nuclear decay
nuclear-fission|Nuclear fission
nuclear-fusion|Nuclear fusion
nuclear-physics|Nuclear physics
nuclear-reaction-cross-sections|Nuclear reaction cross sections
nucleated-dwarf-galaxies|Nucleated dwarf galaxies
nucleosynthesis|Nucleosynthesis
o-associations|O associations
o-clusters|O clusters
o-dwarf-stars|O dwarf stars
o-giant-stars|O giant stars
o-stars|O stars
o-subdwarf-stars|O subdwarf stars
o-subgiant-stars|O subgiant stars
o-supergiant-stars|O supergiant stars
ob-associations|OB associations
ob-stars|OB stars
ob-supergiant-stars|OB supergiant stars
oblateness|Oblateness
oblique-rotators|Oblique rotators
observational-astronomy|Observational astronomy
observational-cosmology|Observational cosmology
observatories|Observatories
occultation|Occultation
occulting-disks|Occulting disks
ocean-atmosphere-interactions|Ocean-atmosphere interactions
ocean-planets|Ocean planets
ocean-tides|Ocean tides
oe-stars|Oe stars
oef-stars|Oef stars
of-stars|Of stars
ogle-small-amplitude-red-giant-stars|OGLE small amplitude red giant stars
oh-ir-stars|OH/IR stars
oort-cloud|Oort cloud
oort-cloud-objects|Oort cloud objects
oort-constants|Oort constants
open-source-software|Open source software
open-star-clusters|Open star clusters
open-universe|Open universe
opik-theory|Opik theory
opposition|Opposition
optical-aberration|Optical aberration
optical-bursts|Optical bursts
optical-constants-dust-|Optical constants (Dust)
optical-constants-ice-|Optical constants (Ice)
optical-double-stars|Optical double stars
optical-filters|Optical filters
optical-flares|Optical flares
optical-identification|Optical identification
optical-interferometry|Optical interferometry
optical-observation|Optical observation
optical-observatories|Optical observatories
optical-phase-shifting-interferometry|Optical phase shifting interferometry
optical-position|Optical position
optical-pulsars|Optical pulsars
optical-telescopes|Optical telescopes
orbit-determination|Orbit determination
orbital-anomalies|Orbital anomalies
orbital-elements|Orbital elements
orbital-evolution|Orbital evolution
orbital-motion|Orbital motion
orbital-nodes|Orbital nodes
orbital-resonances|Orbital resonances
orbital-theory|Orbital theory
orbiters|Orbiters
orbits|Orbits
orcus|Orcus
origin-of-the-universe|Origin of the universe
orreries|Orreries
oscillating-universe|Oscillating universe
osculating-orbit|Osculating orbit
osculatory-elements|Osculatory elements
outer-planets|Solar system gas giant planets
outer-radiation-belts|Outer radiation belts
outlier-detection|Outlier detection
overabundances|Overabundances
oxygen-burning|Oxygen burning
ozone-layer|Ozone layer
p-process|P-process
pallas|Pallas
parabolic-orbit|Parabolic orbit
parallax|Parallax
parallel-field|Parallel field
parametric-hypothesis-tests|Parametric hypothesis tests
pareto-distribution|Pareto distribution
parsec|Parsec
partial-eclipses|Partial eclipses
particle-astrophysics|Particle astrophysics
particle-physics|Particle physics
peculiar-variable-stars|Peculiar variable stars
pedersen-current-ionospheric-|Pedersen current (Ionospheric)
penrose-limit|Penrose limit
penrose-process|Penrose process
penumbra|Penumbra
penumbral-filaments|Penumbral filaments
periapsis|Periapsis
periastron|Periastron
perigee|Perigee
perihelion|Perihelion
period-determination|Period determination
period-search|Period search 
periodic-orbit|Periodic orbit
periodic-variable-stars|Periodic variable stars
perseus-cluster|Perseus Cluster
perturbation-methods|Perturbation methods
pg-1159-stars|PG 1159 stars
phase-angle|Phase angle
phase-defect|Phase defect
phase-dispersion-minimization|Phase dispersion minimization
phase-effect|Phase effect
phase-error|Phase error
phase-switching|Phase switching
philosophy-of-astronomy|Philosophy of astronomy
photodissociation-reactions|Photodissociation reactions
photodissociation-regions|Photodissociation regions
photoelectric-magnitude|Photoelectric magnitude
photoelectric-photometry|Photoelectric photometry
photoelectron-spectroscopy|Photoelectron spectroscopy
photogrammetry|Photogrammetry
photographic-astrometry|Photographic astrometry
photographic-magnitude|Photographic magnitude
photographic-photometry|Photographic photometry
photoheliographs|Photoheliographs
photoionization|Photoionization
photometer|Photometer
photometric-parallax|Photometric parallax
photometric-standard-stars|Photometric standard stars
photometric-systems|Photometric systems
photometry|Photometry
photon-decoupling|Photon decoupling
photon-sphere|Photon sphere
photovisual-magnitude|Photovisual magnitude
physical-properties-ice-|Physical properties (Ice)
pickup-ions|Pickup ions
plages|Plages
planet-formation|Planet formation
planet-hosting-stars|Planet hosting stars
planetary-alignment|Planetary alignment
planetary-atmospheres|Planetary atmospheres
planetary-boundary-layers|Planetary boundary layers
planetary-bow-shocks|Planetary bow shocks
planetary-climates|Planetary climates
planetary-cores|Planetary cores
planetary-disk-interactions|Planetary-disk interactions
planetary-dynamics|Planetary dynamics
planetary-geology|Planetary geology
planetary-interior|Planetary interior
planetary-ionospheres|Planetary ionospheres
planetary-magnetosphere|Planetary magnetospheres
planetary-migration|Planetary migration
planetary-mineralogy|Planetary mineralogy
planetary-nebulae|Planetary nebulae
planetary-nebulae-nuclei|Planetary nebulae nuclei
planetary-polar-regions|Planetary polar regions
planetary-probes|Planetary probes
planetary-ring-divisions|Planetary ring divisions
planetary-rings|Planetary rings
planetary-science|Planetary science
planetary-structure|Planetary structure
planetary-surfaces|Planetary surfaces
planetary-system-evolution|Planetary system evolution
planetary-system-formation|Planetary system formation
planetary-theory|Planetary theory
planetary-thermal-histories|Planetary thermal histories
planetesimals|Planetesimals
planispheres|Planispheres
plasma-astrophysics|Plasma astrophysics
plasma-clouds|Plasma clouds
plasma-jets|Plasma jets
plasma-physics|Plasma physics
plasmapause|Plasmapause
plasmasphere|Plasmasphere
plate-tectonics|Plate tectonics
plutinos|Plutinos
pluto|Pluto
plutoids|Plutoids
plutonian-satellites|Plutonian satellites
pogson-scale|Pogson scale
pointing-accuracy|Pointing accuracy
pointing-error|Pointing error
poisson-distribution|Poisson distribution
polar-caps|Polar caps
polar-jets|Polar jets
polar-orbit|Polar orbit
polar-tides|Polar tides
polar-vortex|Polar vortex
polarimeters|Polarimeters
polarimetry|Polarimetry
polarimetry-exoplanets-|Polarimetry [Exoplanets]
poleward-boundary|Poleward boundary
polycyclic-aromatic-hydrocarbons|Polycyclic aromatic hydrocarbons
polytropes|Polytropes
poor-galaxy-clusters|Poor galaxy clusters
population-i-stars|Population I stars
population-ii-cepheid-variable-stars|Population II Cepheid variable stars
population-ii-stars|Population II stars
population-iii-stars|Population III stars
position-angle|Position angle
post-asymptotic-giant-branch|Post-asymptotic giant branch
post-asymptotic-giant-branch-stars|Post-asymptotic giant branch stars
post-starburst-galaxies|Post-starburst galaxies
posterior-distribution|Posterior distribution
potential-energy-surfaces|Potential energy surfaces
pp-waves|pp waves
pre-biotic-astrochemistry|Pre-biotic astrochemistry
pre-main-sequence|Pre-main sequence
pre-main-sequence-stars|Pre-main sequence stars
pre-solar-nebulae|Pre-solar nebulae
primary-mirror|Primary mirror
prime-focus|Prime focus
primordial-black-holes|Primordial black holes
primordial-galaxies|Primordial galaxies
primordial-magnetic-fields|Primordial magnetic fields
principal-component-analysis|Principal component analysis
prior-distribution|Prior distribution
private-software|Private software
production-techniques|Production techniques
prograde-orbit|Prograde orbit
proper-motions|Proper motions
proplyds|Proplyds
protoclusters|Protoclusters
protogalaxies|Protogalaxies
proton-proton-reaction|Proton-proton reaction
protoplanetary-disks|Protoplanetary disks
protoplanetary-nebulae|Protoplanetary nebulae
protostars|Protostars
ptolemy-stones|Ptolemy stones
public-domain-software|Public domain software
publicly-available-software|Publicly available software
pulsar-planets|Pulsar planets
pulsar-timing-method|Pulsar timing method
pulsar-wind-nebulae|Pulsar wind nebulae
pulsars|Pulsars
pulsating-variable-stars|Pulsating variable stars
pulsation-frequency-method|Pulsation frequency method
pulsation-modes|Pulsation modes
purkinje-effect|Purkinje effect
pv-telescopii-variable-stars|PV Telescopii variable stars
pyrolysis|Pyrolysis
quadrants|Quadrants
quadrupole-mass-spectrometry|Quadrupole mass spectrometry
quantum-chemical-calculations|Quantum-chemical calculations
quantum-cosmology|Quantum cosmology
quantum-gravity|Quantum gravity
quaoar|Quaoar
quasar-absorption-line-spectroscopy|Quasar absorption line spectroscopy
quasar-galaxy-pairs|Quasar-galaxy pairs
quasar-microlensing|Quasar microlensing
quasars|Quasars
quasinormal-modes|Quasinormal modes
quenched-galaxies|Quenched galaxies
quiescent-solar-prominence|Quiescent solar prominence
quiet-solar-chromosphere|Quiet solar chromosphere
quiet-solar-corona|Quiet solar corona
quiet-sun|Quiet sun
quintessence|Quintessence
r-associations|R associations
r-coronae-borealis-stars|R Coronae Borealis stars
r-coronae-borealis-variable-stars|R Coronae Borealis variable stars
r-process|R-process
r-stars|R stars
radar-astronomy|Radar astronomy
radar-observations|Radar observations
radar-telescopes|Radar telescopes
radial-pulsations|Radial pulsations
radial-velocity|Radial velocity
radial-velocity-methods-exoplanets-|Radial velocity methods [Exoplanets]
radiation-interactions-ice-|Radiation interactions (Ice)
radiative-braking|Radiative braking
radiative-magnetohydrodynamics|Radiative magnetohydrodynamics
radiative-processes|Radiative processes
radiative-recombination|Radiative recombination
radiative-transfer|Radiative transfer
radiative-transfer-equation|Radiative transfer equation
radiative-transfer-simulations|Radiative transfer simulations
radical-radical-recombination|Radical-radical recombination
radio-active-galactic-nuclei|Radio active galactic nuclei
radio-astrometry|Radio astrometry
radio-astronomy|Radio astronomy
radio-bursts|Radio bursts
radio-continuum-emission|Radio continuum emission
radio-cores|Radio cores
radio-galaxies|Radio galaxies
radio-hot-spots|Radio hot spots
radio-interferometers|Radio interferometers
radio-interferometry|Radio interferometry
radio-jets|Radio jets
radio-lobes|Radio lobes
radio-loud-quasars|Radio loud quasars
radio-observatories|Radio observatories
radio-occultation|Radio occultation
radio-plumes|Radio plumes
radio-pulsars|Radio pulsars
radio-quiet-quasars|Radio quiet quasars
radio-receivers|Radio receivers
radio-source-catalogs|Radio source catalogs
radio-source-counts|Radio source counts
radio-sources|Radio sources
radio-spectroscopy|Radio spectroscopy
radio-telescopes|Radio telescopes
radio-transient-sources|Radio transient sources
radioheliographs|Radioheliographs
ram-pressure-stripped-tails|Ram pressure stripped tails
random-forests|Random Forests
rapid-bursts|Rapid bursts
rapid-stellar-oscillations|Rapid stellar oscillations
rapidly-oscillating-ap-star|Rapidly oscillating Ap star
rc-aurigae-stars|RC Aurigae stars
reaction-catalysts|Reaction catalysts
reaction-models|Reaction models
reaction-rate-equations|Reaction rate equations
reaction-rates|Reaction rates
recombination|Recombination
recombination-cosmology|Recombination (cosmology)
recurrent-novae|Recurrent novae
red-dwarf-flare-stars|Red dwarf flare stars
red-giant-branch|Red giant branch
red-giant-bump|Red giant bump
red-giant-clump|Red giant clump
red-giant-stars|Red giant stars
red-giant-tip|Red giant tip
red-noise|Red noise
red-sequence-galaxies|Red sequence galaxies
red-straggler-stars|Red straggler stars
red-supergiant-stars|Red supergiant stars
reddened-stars|Reddened stars
reddening-law|Reddening law
redshift-surveys|Redshift surveys
redshifted|Redshifted
reflecting-telescopes|Reflecting telescopes
reflection-nebulae|Reflection nebulae
refracting-telescopes|Refracting telescopes
region-1-current|Region 1 current
region-2-current|Region 2 current
regolith|Regolith
regression|Regression
reionization|Reionization
reissner-nordstrom-black-holes|Reissner-Nordström black holes
relativistic-aberration|Relativistic aberration
relativistic-binary-stars|Relativistic binary stars
relativistic-cosmology|Relativistic cosmology
relativistic-disks|Relativistic disks
relativistic-fluid-dynamics|Relativistic fluid dynamics
relativistic-jets|Relativistic jets
relativistic-mechanics|Relativistic mechanics
relativistic-stars|Relativistic stars
relativity|Relativity
relaxation-time|Relaxation time
remote-sensing|Remote sensing
remote-telescope-astrophotography|Remote telescope astrophotography
resonant-kuiper-belt-objects|Resonant Kuiper belt objects
retrograde-orbit|Retrograde orbit
reverberation-mapping|Reverberation mapping
rgb-photometry|RGB photometry
rgu-photometry|RGU photometry
rich-galaxy-clusters|Rich galaxy clusters
right-ascension|Right ascension
ring-current|Ring current
ring-galaxies|Ring galaxies
ring-nebulae|Ring nebulae
ring-resonance|Ring resonance
ring-singularities|Ring singularities
ritchey-chretien-telescopes|Ritchey-Chrétien telescopes
robust-regression|Robust regression
roche-limit|Roche limit
roche-lobe|Roche lobe
roche-lobe-overflow|Roche lobe overflow
rockets|Rockets
rotating-black-holes|Rotating black holes
rotating-shells|Rotating shells
rotation-powered-pulsars|Rotation powered pulsars
rotational-spectroscopy|Rotational spectroscopy
rovers|Rovers
rr-lyrae-variable-stars|RR Lyrae variable stars
rr-telescopii-stars|RR Telescopii stars
rra-stars|RRA stars
rrab-variable-stars|RRab variable stars
rrb-stars|RRb stars
rrc-variable-stars|RRc variable stars
rrd-variable-stars|RRd variable stars
rs-canum-venaticorum-variable-stars|RS Canum Venaticorum variable stars
runaway-stars|Runaway stars
rv-tauri-variable-stars|RV Tauri variable stars
s-doradus-stars|S Doradus stars
s-process|S-process
s-stars|S stars
s-vulpeculae-stars|S Vulpeculae stars
sagittarius-dwarf-spheroidal-galaxy|Sagittarius dwarf spheroidal galaxy
sampling-distribution|Sampling distribution
saros-cycle|Saros cycle
satellite-formation|Natural satellite formation
satellite-microlensing-parallax|Satellite microlensing parallax
saturn|Saturn
saturnian-satellites|Saturnian satellites
scalar-tensor-vector-gravity|Scalar-tensor-vector gravity
scale-height|Scale height
scaling-relations|Scaling relations
scattered-disk-objects|Scattered disk objects
schmidt-cameras|Schmidt cameras
schmidt-cassegrain-telescopes|Schmidt-Cassegrain telescopes
schonberg-chandrasekhar-limit|Schonberg-Chandrasekhar limit
schwarzschild-black-holes|Schwarzschild black holes
schwarzschild-metric|Schwarzschild metric
schwarzschild-radius|Schwarzschild radius
sculptor-dwarf-elliptical-galaxy|Sculptor dwarf elliptical galaxy
search-for-extraterrestrial-intelligence|Search for extraterrestrial intelligence
seasonal-phenomena|Seasonal phenomena
secondary-cosmic-rays|Secondary cosmic rays
secondary-mirror|Secondary mirror
secular-parallax|Secular parallax
sedna|Sedna
selenology|Selenology
semi-barium-stars|Semi-barium stars
semi-detached-binary-stars|Semi-detached binary stars
semi-regular-variable-stars|Semi-regular variable stars
semimajor-axis|Semimajor axis
semiminor-axis|Semiminor axis
seyfert-galaxies|Seyfert galaxies
seyfert-s-sextant|Seyfert's sextant
shadow-bands|Shadow bands
shell-burning|Shell burning
shell-stars|Shell stars
shepherd-satellites|Shepherd satellites
shocks|Shocks
short-period-comets|Short period comets
short-period-variable-stars|Short period variable stars
siderostats|Siderostats
sigma8|Sigma8
silicate-grains|Silicate grains
silicon-burning|Silicon burning
silicon-monoxide-masers|Silicon monoxide masers
silicon-stars|Silicon stars
single-dish-antennas|Single-dish antennas
single-linkage-hierarchical-clustering|Single-linkage hierarchical clustering
single-x-ray-stars|Single x-ray stars
sky-brightness|Sky brightness
sky-noise|Sky noise
sky-surveys|Sky surveys
sloan-photometry|Sloan photometry
slow-irregular-variable-stars|Slow irregular variable stars
slow-novae|Slow novae
slow-solar-wind|Slow solar wind
small-magellanic-cloud|Small Magellanic Cloud
small-molecules|Small molecules
small-solar-system-bodies|Small Solar System bodies
smoothing|Smoothing
sociology-of-astronomy|Sociology of astronomy
soft-gamma-ray-repeaters|Soft gamma-ray repeaters
software-available-on-request|Software available on request
software-documentation|Software documentation
software-licensing|Software licensing
software-tutorials|Software tutorials
solar-abundances|Solar abundances
solar-active-region-filaments|Solar active region filaments
solar-active-region-magnetic-fields|Solar active region magnetic fields
solar-active-region-velocity-fields|Solar active region velocity fields
solar-active-regions|Solar active regions
solar-activity|Solar activity
solar-analogs|Solar analogs
solar-atmosphere|Solar atmosphere
solar-atmospheric-motions|Solar atmospheric motions
solar-chromosphere|Solar chromosphere
solar-chromospheric-heating|Solar chromospheric heating
solar-constant|Solar constant
solar-convective-zone|Solar convective zone
solar-core|Solar core
solar-corona|Solar corona
solar-coronal-heating|Solar coronal heating
solar-coronal-holes|Solar coronal holes
solar-coronal-lines|Solar coronal lines
solar-coronal-loops|Solar coronal loops
solar-coronal-mass-ejection-shocks|Solar coronal mass ejection shocks
solar-coronal-mass-ejections|Solar coronal mass ejections
solar-coronal-plumes|Solar coronal plumes
solar-coronal-radio-emission|Solar coronal radio emission
solar-coronal-seismology|Solar coronal seismology
solar-coronal-streamers|Solar coronal streamers
solar-coronal-transients|Solar coronal transients
solar-coronal-waves|Solar coronal waves
solar-cycle|Solar cycle
solar-differential-rotation|Solar differential rotation
solar-dynamo|Solar dynamo
solar-e-corona|Solar E corona
solar-eclipses|Solar eclipses
solar-electromagnetic-emission|Solar electromagnetic emission
solar-energetic-particles|Solar energetic particles
solar-evolution|Solar evolution
solar-extreme-ultraviolet-emission|Solar extreme ultraviolet emission
solar-f-corona|Solar F corona
solar-faculae|Solar faculae
solar-fibrils|Solar fibrils
solar-filament-eruptions|Solar filament eruptions
solar-filaments|Solar filaments
solar-flare-spectra|Solar flare spectra
solar-flares|Solar flares
solar-gamma-ray-emission|Solar gamma-ray emission
solar-granulation|Solar granulation
solar-granules|Solar granules
solar-instruments|Solar instruments
solar-interior|Solar interior
solar-k-corona|Solar K corona
solar-m-coronal-region|Solar M coronal region
solar-macrospicules|Solar macrospicules
solar-magnetic-bright-points|Solar magnetic bright points
solar-magnetic-fields|Solar magnetic fields
solar-magnetic-flux-emergence|Solar magnetic flux emergence
solar-magnetic-reconnection|Solar magnetic reconnection
solar-magnetism|Solar magnetism
solar-mass|Solar mass
solar-meridional-circulation|Solar meridional circulation
solar-motion|Solar motion
solar-mottles|Solar mottles
solar-nebulae|Solar nebulae
solar-neighborhood|Solar neighborhood
solar-neutrino-problem|Solar neutrino problem
solar-neutrinos|Solar neutrinos
solar-neutrons|Solar neutrons
solar-observatories|Solar observatories
solar-optical-telescopes|Solar optical telescopes
solar-oscillations|Solar oscillations
solar-parallax|Solar parallax
solar-particle-emission|Solar particle emission
solar-photosphere|Solar photosphere
solar-physics|Solar physics
solar-planetary-interactions|Solar-planetary interactions
solar-prominences|Solar prominences
solar-properties|Solar properties
solar-radiation|Solar radiation
solar-radiative-zone|Solar radiative zone
solar-radio-emission|Solar radio emission
solar-radio-flares|Solar radio flares
solar-radio-telescopes|Solar radio telescopes
solar-radius|Solar radius
solar-rotation|Solar rotation
solar-spectral-irradiance|Solar spectral irradiance
solar-spicules|Solar spicules
solar-storm|Solar storm
solar-surface|Solar surface
solar-system|Solar system
solar-system-astronomy|Solar system astronomy
solar-system-evolution|Solar system evolution
solar-system-formation|Solar system formation
solar-system-planets|Solar system planets
solar-telescopes|Solar telescopes
solar-terrestrial-interactions|Solar-terrestrial interactions
solar-transition-region|Solar transition region
solar-ultraviolet-emission|Solar ultraviolet emission
solar-white-light-flares|Solar white-light flares
solar-wind|Solar wind
solar-wind-heating|Solar wind heating
solar-wind-termination|Solar wind termination
solar-x-ray-emission|Solar x-ray emission
solar-x-ray-flares|Solar x-ray flares
solid-body-tides|Solid body tides
solid-matter-physics|Solid matter physics
solstice|Solstice
south-celestial-pole|South celestial pole
south-ecliptic-pole|South ecliptic pole
south-galactic-pole|South galactic pole
space-astrometry|Space astrometry
space-debris|Space debris
space-observatories|Space observatories
space-plasmas|Space plasmas
space-probes|Space probes
space-research|Space research
space-stations|Space stations
space-telescopes|Space telescopes
space-vehicle-instruments|Space vehicle instruments
space-vehicles|Space vehicles
space-weather|Space weather
spacetime-metric|Spacetime metric
spatial-point-processes|Spatial point processes
special-relativity|Special relativity
speckle-interferometry|Speckle interferometry
spectral-energy-distribution|Spectral energy distribution
spectral-index|Spectral index
spectral-line-identification|Spectral line identification
spectral-line-lists|Spectral line lists
spectrometers|Spectrometers
spectrophotometric-standards|Spectrophotometric standards
spectrophotometry|Spectrophotometry
spectropolarimetry|Spectropolarimetry
spectroscopic-binary-stars|Spectroscopic binary stars
spectroscopy|Spectroscopy
spherical-aberration|Spherical aberration
spin-orbit-resonances|Spin-orbit resonances
spiral-arms|Spiral arms
spiral-galaxies|Spiral galaxies
spiral-pitch-angle|Spiral pitch angle
spokes|Spokes
sq-current|Sq current
sra-variable-stars|SRa variable stars
srb-variable-stars|SRb variable stars
src-variable-stars|SRc variable stars
srd-variable-stars|SRd variable stars
srs-variable-stars|SRS variable stars
standard-candles|Standard candles
standard-stars|Standard stars
star-atlases|Star atlases
star-clusters|Star clusters
star-counts|Star counts
star-formation|Star formation
star-forming-regions|Star forming regions
star-lore|Star lore
star-planet-interactions|Star-planet interactions
starburst-galaxies|Starburst galaxies
starlight-polarization|Starlight polarization
starspots|Starspots
statistical-parallax|Statistical parallax
steady-state-theory|Steady-state theory
stellar-aberration|Stellar aberration
stellar-abundances|Stellar abundances
stellar-accretion|Stellar accretion
stellar-accretion-disks|Stellar accretion disks
stellar-activity|Stellar activity
stellar-ages|Stellar ages
stellar-associations|Stellar associations
stellar-astronomy|Stellar astronomy
stellar-atmospheres|Stellar atmospheres
stellar-atmospheric-opacity|Stellar atmospheric opacity
stellar-bow-shocks|Stellar bow shocks
stellar-bridges|Stellar bridges
stellar-chemical-composition|Stellar chemical composition
stellar-chromospheres|Stellar chromospheres
stellar-classification|Stellar classification
stellar-colors|Stellar colors
stellar-composition|Stellar composition
stellar-convection-envelopes|Stellar convection envelopes
stellar-convective-shells|Stellar convective shells
stellar-convective-zones|Stellar convective zones
stellar-cores|Stellar cores
stellar-coronae|Stellar coronae
stellar-coronal-dimming|Stellar coronal dimming
stellar-coronal-holes|Stellar coronal holes
stellar-coronal-lines|Stellar coronal lines
stellar-coronal-loops|Stellar coronal loops
stellar-coronal-mass-ejections|Stellar coronal mass ejections
stellar-coronal-plumes|Stellar coronal plumes
stellar-diffusion|Stellar diffusion
stellar-distance|Stellar distance
stellar-dynamics|Stellar dynamics
stellar-e-corona|Stellar E corona
stellar-effective-temperatures|Stellar effective temperatures
stellar-elemental-abundances|Stellar elemental abundances
stellar-evolution|Stellar evolution
stellar-evolutionary-models|Stellar evolutionary models
stellar-evolutionary-tracks|Stellar evolutionary tracks
stellar-evolutionary-types|Stellar evolutionary types
stellar-f-corona|Stellar F corona
stellar-faculae|Stellar faculae
stellar-feedback|Stellar feedback
stellar-flares|Stellar flares
stellar-gas-distribution|Stellar gas distribution
stellar-granulation|Stellar granulation
stellar-granules|Stellar granules
stellar-inner-cores|Stellar inner cores
stellar-interiors|Stellar interiors
stellar-interstellar-interactions|Stellar-interstellar interactions
stellar-jets|Stellar jets
stellar-k-corona|Stellar K corona
stellar-kinematics|Stellar kinematics
stellar-luminosities|Stellar luminosities
stellar-m-coronal-regions|Stellar M coronal regions
stellar-magnetic-fields|Stellar magnetic fields
stellar-mass-black-holes|Stellar mass black holes
stellar-mass-functions|Stellar mass functions
stellar-mass-loss|Stellar mass loss
stellar-masses|Stellar masses
stellar-mergers|Stellar mergers
stellar-motion|Stellar motion
stellar-nucleosynthesis|Stellar nucleosynthesis
stellar-occultation|Stellar occultation
stellar-oscillations|Stellar oscillations
stellar-parallax|Stellar parallax
stellar-phenomena|Stellar phenomena
stellar-photometry|Stellar photometry
stellar-photospheres|Stellar photospheres
stellar-physics|Stellar physics
stellar-populations|Stellar populations
stellar-processes|Stellar processes
stellar-properties|Stellar properties
stellar-pulsations|Stellar pulsations
stellar-radii|Stellar radii
stellar-remnants|Stellar remnants
stellar-rings|Stellar rings
stellar-rotation|Stellar rotation
stellar-spectral-lines|Stellar spectral lines
stellar-spectral-types|Stellar spectral types
stellar-streams|Stellar streams
stellar-structures|Stellar structures
stellar-surfaces|Stellar surfaces
stellar-tracking-devices|Stellar tracking devices
stellar-types|Stellar types
stellar-wind-bubbles|Stellar wind bubbles
stellar-winds|Stellar winds
stellar-x-ray-flares|Stellar x-ray flares
stephan-s-quintet|Stephan's quintet
stochastic-heating|Stochastic heating
stone-circles|Stone circles
stratopause|Stratopause
stratosphere|Stratosphere
stromgren-photometric-system|Strömgren photometry
stromgren-spheres|Strömgren spheres
strong-gravitational-lensing|Strong gravitational lensing
strontium-stars|Strontium stars
structure-determination|Structure determination
su-ursae-majoris-stars|SU Ursae Majoris stars
subauroral-ionosphere|Subauroral ionosphere
subdwarf-stars|Subdwarf stars
subgiant-stars|Subgiant stars
submillimeter-astronomy|Submillimeter astronomy
substellar-companion-stars|Substellar companion stars
substorm-current-wedge|Substorm current wedge
summer-solstice|Summer solstice
sundials|Sundials
sundivers|Sundivers
sungrazers|Sungrazers
sunskirters|Sunskirters
sunspot-cycle|Sunspot cycle
sunspot-flow|Sunspot flow
sunspot-groups|Sunspot groups
sunspot-number|Sunspot number
sunspots|Sunspots
sunyaev-zeldovich-effect|Sunyaev-Zeldovich effect
super-earths|Super Earths
superbubbles|Superbubbles
superclusters|Superclusters
supergalactic-coordinate-system|Supergalactic coordinate system
supergalactic-latitude|Supergalactic latitude
supergalactic-longitude|Supergalactic longitude
supergiant-stars|Supergiant stars
supergranulation|Supergranulation
supermassive-black-holes|Supermassive black holes
supernova-dynamics|Supernova dynamics
supernova-evolution|Supernova evolution
supernova-neutrinos|Supernova neutrinos
supernova-remnants|Supernova remnants
supernovae|Supernovae
supersonic-expansion|Supersonic expansion
support-vector-machine|Support vector machine
surface-composition|Surface composition
surface-gravity|Surface gravity
surface-ices|Surface ices
surface-photometry|Surface photometry
surface-processes|Surface processes
surface-variability|Surface variability
surveys|Surveys
survival-analysis|Survival analysis
sx-arietis-variable-stars|SX Arietis variable stars
sx-phoenicis-variable-stars|SX Phoenicis variable stars
symbiotic-binary-stars|Symbiotic binary stars
symbiotic-novae|Symbiotic novae
synodic-period|Synodic period
syzygy|Syzygy
t-associations|T associations
t-dwarfs|T dwarfs
t-subdwarfs|T subdwarfs
t-tauri-stars|T Tauri stars
tailed-radio-galaxies|Tailed radio galaxies
technetium-stars|Technetium stars
technosignatures|Technosignatures
tectonics|Tectonics
teharonhiawako|Teharonhiawako
tektites|Tektites
telescope-focal-plane-photography|Telescope focal plane photography
telescope-mounts|Telescope mounts
telescope-properties|Telescope properties
telescopes|Telescopes
termination-shock|Termination shock
tertiary-stars|Tertiary stars
the-moon|The Moon
the-sun|The Sun
theoretical-data|Theoretical data
theoretical-models|Theoretical models
theoretical-techniques|Theoretical techniques
thermal-properties-ice-|Thermal properties (Ice)
thermosphere|Thermosphere
three-body-problem|Three-body problem
tidal-disruption|Tidal disruption
tidal-distortion|Tidal distortion
tidal-friction|Tidal friction
tidal-interaction|Tidal interaction
tidal-radius|Tidal radius
tidal-tails|Tidal tails
tides|Tides
time-domain-astronomy|Time domain astronomy
time-of-flight-mass-spectrometry|Time-of-flight mass spectrometry
time-series-analysis|Time series analysis
timing-variation-methods|Timing variation methods
titan|Titan
topocentric-microlensing-parallax|Topocentric microlensing parallax
total-eclipses|Total eclipses
trans-neptunian-objects|Trans-Neptunian objects
trans-planckian-physics|Trans-Planckian physics
transient-detection|Transient detection
transient-sources|Transient sources
transit-duration-variation-method|Transit duration variation method
transit-instruments|Transit instruments
transit-photometry|Transit photometry
transit-timing-variation-method|Transit timing variation method
transition-probabilities|Transition probabilities
transits|Transits
transmission-spectroscopy|Transmission spectroscopy
triangulum-galaxy|Triangulum Galaxy
trigonometric-parallax|Trigonometric parallax
trinary-stars|Trinary stars
triple-lens-microlensing|Triple lens microlensing
triton|Triton
trojan-asteroids|Trojan asteroids
trojan-planets|Trojan planets
tropopause|Tropopause
troposphere|Troposphere
true-anomaly|True anomaly
true-position|True position
turnoff-point|Turnoff point
twilight|Twilight
two-body-problem|Two-body problem
two-color-diagrams|Two-color diagrams
two-dimensional-gravity|Two-dimensional gravity
two-point-correlation-function|Two-point correlation function
two-spectrum-binary-stars|Two-spectrum binary stars
twotinos|Twotinos
type-ia-supernovae|Type Ia supernovae
type-ib-supernovae|Type Ib supernovae
type-ic-supernovae|Type Ic supernovae
type-ii-cepheid-variable-stars|Type II Cepheid variable stars
type-ii-supernovae|Type II supernovae
u-geminorum-stars|U Geminorum stars
ultra-high-energy-cosmic-radiation|Ultra-high-energy cosmic radiation
ultracompact-dwarf-galaxies|Ultracompact dwarf galaxies
ultraluminous-infrared-galaxies|Ultraluminous infrared galaxies
ultraluminous-x-ray-sources|Ultraluminous x-ray sources
ultraviolet-astronomy|Ultraviolet astronomy
ultraviolet-color|Ultraviolet color
ultraviolet-extinction|Ultraviolet extinction
ultraviolet-observatories|Ultraviolet observatories
ultraviolet-photometry|Ultraviolet photometry
ultraviolet-sources|Ultraviolet sources
ultraviolet-spectroscopy|Ultraviolet spectroscopy
ultraviolet-surveys|Ultraviolet surveys
ultraviolet-telescopes|Ultraviolet telescopes
ultraviolet-transient-sources|Ultraviolet transient sources
umbra|Umbra
unbarred-spiral-galaxies|Unbarred spiral galaxies
uncertainty-bounds|Uncertainty bounds
uncharged-black-holes|Uncharged black holes
underabundances|Underabundances
unmagnetized-solar-system-bodies|Unmagnetized Solar System bodies
upper-atmosphere|Upper atmosphere
upsilon-sagittarii-stars|Upsilon Sagittarii stars
uranian-satellites|Uranian satellites
uranus|Uranus
urca-process|Urca process
ursa-minor-dwarf-spheroidal-galaxy|Ursa Minor dwarf spheroidal galaxy
uu-herculis-stars|UU Herculis stars
uv-ceti-stars|UV Ceti stars
uv-persei-stars|UV Persei stars
ux-ursae-majoris-stars|UX Ursae Majoris stars
van-allen-radiation-belt|Van Allen radiation belts
variable-radiation-sources|Variable radiation sources
variable-star-period-change|Variable star period change
variable-stars|Variable stars
varuna|Varuna
vega-photometry|Vega photometry
venus|Venus
vernal-equinox|Vernal equinox
vertical-circle|Vertical circle
very-large-array|Very Large Array
very-large-telescope|Very Large Telescope
very-long-baseline-interferometers|Very long baseline interferometers
very-long-baseline-interferometry|Very long baseline interferometry
very-small-grains|Very small grains
vesta|Vesta
vibrational-spectroscopy|Vibrational spectroscopy
vilnius-photometry|Vilnius photometry
virgo-cluster|Virgo Cluster
virgo-supercluster|Virgo Supercluster
virtual-observatories|Virtual observatories
visibility-function|Visibility function
visible-astronomy|Optical astronomy
visible-sources|Visible sources
visual-binary-stars|Visual binary stars
visual-observation|Visual observation
voids|Voids
volcanism|Volcanism
volcanoes|Volcanoes
von-zeipel-theorem|von Zeipel theorem
voronoi-tessellation|Voronoi tessellation
vy-sculpturis-stars|VY Sculptoris stars
w-ursae-majoris-variable-stars|W Ursae Majoris variable stars
w-virginis-variable-stars|W Virginis variable stars
walraven-photometry|Walraven photometry
warm-dark-matter|Warm dark matter
warm-hot-intergalactic-medium|Warm-hot intergalactic medium
warm-ionized-medium|Warm ionized medium
warm-neutral-medium|Warm neutral medium
warm-plasma-cloak|Warm plasma cloak
water-masers|Water masers
water-vapor|Water vapor
waveband-photometry|Waveband photometry
wavelet-analysis|Wavelet analysis
wc-stars|WC stars
wcn-stars|WCN stars
weak-g-band-stars|Weak G band stars
weak-gravitational-lensing|Weak gravitational lensing
weak-line-t-tauri-stars|Weak-line T Tauri stars
white-dwarf-evolution|White dwarf evolution
white-dwarf-stars|White dwarf stars
wide-binary-stars|Wide binary stars
wide-field-telescopes|Wide-field telescopes
wilson-bappu-effect|Wilson-Bappu Effect
wilson-effect|Wilson effect
winter-solstice|Winter solstice
wn-stars|WN stars
wolf-diagram|Wolf diagram
wolf-rayet-stars|Wolf-Rayet stars
wormholes|Wormholes
wz-sagittae-stars|WZ Sagittae stars
x-ray-active-galactic-nuclei|X-ray active galactic nuclei
x-ray-astronomy|X-ray astronomy
x-ray-binary-stars|X-ray binary stars
x-ray-bright-point|X-ray bright point
x-ray-bursters|X-ray bursters
x-ray-bursts|X-ray bursts
x-ray-detectors|X-ray detectors
x-ray-identification|X-ray identification
x-ray-novae|X-ray novae
x-ray-observatories|X-ray observatories
x-ray-photometry|X-ray photometry
x-ray-point-sources|X-ray point sources
x-ray-quasars|X-ray quasars
x-ray-sources|X-ray sources
x-ray-stars|X-ray stars
x-ray-surveys|X-ray surveys
x-ray-telescopes|X-ray telescopes
x-ray-transient-sources|X-ray transient sources
xallarap-effect|Xallarap effect
xenobiology|Xenobiology
y-dwarfs|Y dwarfs
yellow-hypergiant-stars|Yellow hypergiant stars
yellow-straggler-stars|Yellow straggler stars
yerkes-classification|Yerkes classification
yoke-mounts|Yoke mounts
young-disk-cepheid-variable-stars|Young disk Cepheid variable stars
young-massive-clusters|Young massive clusters
young-star-clusters|Young star clusters
young-stellar-objects|Young stellar objects
z-andromedae-stars|Z Andromedae stars
z-camelopardalis-stars|Z Camelopardalis stars
zeeman-doppler-imaging|Zeeman-Doppler imaging
zenith|Zenith
zenith-distance|Zenith distance
zenith-hourly-rate|Zenith hourly rate
zenith-telescopes|Zenith telescopes
zenith-tubes|Zenith tubes
zero-age-horizontal-branch-stars|Zero-age horizontal branch stars
zero-age-main-sequence-stars|Zero-age main sequence stars
zirconium-stars|Zirconium stars
zodiac|Zodiac
zodiacal-cloud|Zodiacal cloud
zodiacal-dust-bands|Zodiacal dust bands
zone-of-totality|Zone of totality
zz-ceti-stars|ZZ Ceti stars
`;

const LABELS = new Map(
  TERMS.trim()
    .split('\n')
    .map((line) => line.split('|') as [string, string]),
);
