import fc from 'fast-check'

/** Property tests draw the same cases each time, so a red run is a change's fault; NABLA_SEED=random explores. */
const asked = process.env['NABLA_SEED']
const seed = asked === 'random' ? Date.now() : Number(asked ?? 20261122)
fc.configureGlobal({ seed })
if (asked === 'random') console.log(`fast-check seed ${seed} (NABLA_SEED=${seed} repeats it)`)
