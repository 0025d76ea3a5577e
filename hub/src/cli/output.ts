import process from 'node:process'
import { styleText } from 'node:util'
import { SingleBar } from 'cli-progress'
import { z } from 'zod'
import { HubError, messageOf } from '../platform/errors.ts'

/** How a command speaks: sentences for people, or one JSON document for programs. */
export interface Output {
  readonly isJson: boolean
  /** A sentence for people; nothing with `--json`. */
  say(sentence: string): void
  /** A sentence beside the result, on the error stream; nothing with `--json`. */
  note(sentence: string): void
  /** The command's result: `render` for people, the value itself as JSON for programs. */
  result(value: unknown, render: () => string): void
  /** Progress of long work: a bar on a terminal, a line now and then elsewhere, nothing with `--json`. */
  progress(title: string): Progress
  /** What went wrong, why, and what to try; on the error stream. */
  failure(problem: unknown): void
}

export interface Progress {
  /** `total` null: not known yet. */
  set(done: number, total: number | null): void
  end(): void
}

const silentProgress: Progress = { set: () => {}, end: () => {} }

export function createOutput(options: { json: boolean }): Output {
  const isTerminal = process.stdout.isTTY
  return {
    isJson: options.json,
    say(sentence) {
      if (!options.json) process.stdout.write(`${sentence}\n`)
    },
    note(sentence) {
      if (!options.json) process.stderr.write(`${sentence}\n`)
    },
    result(value, render) {
      process.stdout.write(options.json ? `${JSON.stringify(value, undefined, 2)}\n` : `${render()}\n`)
    },
    progress(title) {
      if (options.json) return silentProgress
      return isTerminal ? barProgress(title) : lineProgress(title)
    },
    failure(problem) {
      process.stderr.write(
        options.json ? `${JSON.stringify(failureDocument(problem))}\n` : failureText(problem),
      )
    },
  }
}

function barProgress(title: string): Progress {
  const bar = new SingleBar({ format: `${title} {bar} {value}/{total}`, hideCursor: true, barsize: 28 })
  bar.start(1, 0)
  return {
    set(done, total) {
      bar.setTotal(Math.max(total ?? done, 1))
      bar.update(done)
    },
    end: () => bar.stop(),
  }
}

/** Without a terminal: a line for each tenth, so that a log stays short. */
function lineProgress(title: string): Progress {
  let lastTenth = -1
  return {
    set(done, total) {
      if (total === null || total === 0) return
      const tenth = Math.floor((done / total) * 10)
      if (tenth === lastTenth) return
      lastTenth = tenth
      process.stdout.write(`${title} ${done}/${total}\n`)
    },
    end: () => {},
  }
}

const failureDocument = (problem: unknown) =>
  problem instanceof HubError
    ? { code: problem.code, message: problem.message, hint: problem.hint, details: problem.details }
    : { code: 'internal', message: messageOf(problem) }

function failureText(problem: unknown): string {
  const paint = (colour: 'red' | 'cyan', word: string) => styleText(colour, word, { stream: process.stderr })
  if (!(problem instanceof HubError)) return `${paint('red', 'Failed')}: ${messageOf(problem)}\n`
  const lines = [`${paint('red', 'Failed')}: ${problem.message} (${problem.code})`]
  for (const { path, message } of Issues.catch([]).parse(problem.details?.['issues']))
    lines.push(`  ${path}: ${message}`)
  const suggestions = Suggestions.catch([]).parse(problem.details?.['suggestions'])
  if (suggestions[0] !== undefined && !problem.message.includes(suggestions[0]))
    lines.push(`Did you mean ${suggestions.join(' or ')}?`)
  if (problem.hint !== undefined) lines.push(`${paint('cyan', 'Try')}: ${problem.hint}`)
  return `${lines.join('\n')}\n`
}

const Suggestions = z.array(z.string())
const Issues = z.array(z.object({ path: z.string(), message: z.string() }))

/** Lines of columns, each as wide as its widest cell; the first line is the heading. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
