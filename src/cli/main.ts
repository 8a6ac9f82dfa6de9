#!/usr/bin/env node
import { run } from './program.ts'

const { output, errors, code } = await run(process.argv.slice(2))
process.stdout.write(output)
process.stderr.write(errors)
process.exitCode = code
