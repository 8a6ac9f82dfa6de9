import type { Node, Pattern, Statement, VariableDeclaration } from 'acorn'
import { relation } from '../../build/logic.ts'
import { assign } from './assign.ts'
import type { Evaluator } from './evaluate.ts'
import { asNumber, isExpr, Scope, truth, type Value } from './values.ts'

/** How a statement ends: it goes on, or leaves a loop or the function. */
export type Completion =
  | { readonly kind: 'next' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'throw' }
  | { readonly kind: 'break' | 'continue'; readonly label: string | undefined }

const next: Completion = { kind: 'next' }
/** Rounds of one loop; the formula of more would fill the memory. */
const mostRounds = 100_000

/** Runs statements in order, with functions known before. */
export function executeAll(list: readonly Statement[], evaluator: Evaluator, scope: Scope): Completion {
  for (const statement of list)
    if (statement.type === 'FunctionDeclaration')
      scope.declare(statement.id.name, { kind: 'closure', code: statement, scope, source: evaluator.source })
  for (const statement of list) {
    const completion = execute(statement, evaluator, scope)
    if (completion.kind !== 'next') return completion
  }
  return next
}

function execute(node: Statement, evaluator: Evaluator, scope: Scope, label?: string): Completion {
  switch (node.type) {
    case 'ExpressionStatement':
      evaluator.value(node.expression, scope)
      return next
    case 'VariableDeclaration':
      declare(node, evaluator, scope)
      return next
    case 'ReturnStatement':
      return { kind: 'return', value: node.argument ? evaluator.value(node.argument, scope) : undefined }
    case 'BlockStatement':
      return executeAll(node.body, evaluator, new Scope(scope))
    case 'IfStatement':
      if (evaluator.holds(node.test, scope)) return execute(node.consequent, evaluator, scope)
      return node.alternate ? execute(node.alternate, evaluator, scope) : next
    case 'ForStatement': {
      const inner = new Scope(scope)
      if (node.init?.type === 'VariableDeclaration') declare(node.init, evaluator, inner)
      else if (node.init) evaluator.value(node.init, inner)
      const { test, update } = node
      return loop(node, evaluator, label, {
        goesOn: () => !test || evaluator.holds(test, inner),
        body: () => execute(node.body, evaluator, inner),
        after: () => {
          if (update) evaluator.value(update, inner)
        },
      })
    }
    case 'WhileStatement':
      return loop(node, evaluator, label, {
        goesOn: () => evaluator.holds(node.test, scope),
        body: () => execute(node.body, evaluator, scope),
      })
    case 'DoWhileStatement': {
      let first = true
      return loop(node, evaluator, label, {
        goesOn: () => first || evaluator.holds(node.test, scope),
        body: () => {
          first = false
          return execute(node.body, evaluator, scope)
        },
      })
    }
    case 'ForOfStatement': {
      const items = [...evaluator.items(evaluator.value(node.right, scope), node.right)]
      let inner = scope
      return loop(node, evaluator, label, {
        goesOn: () => {
          if (items.length === 0) return false
          inner = new Scope(scope)
          const [target, kind] = targetOf(node.left)
          assign(evaluator, target, items.shift(), inner, kind)
          return true
        },
        body: () => execute(node.body, evaluator, inner),
      })
    }
    case 'LabeledStatement': {
      const completion = execute(node.body, evaluator, scope, node.label.name)
      return completion.kind === 'break' && completion.label === node.label.name ? next : completion
    }
    case 'BreakStatement':
      return { kind: 'break', label: node.label?.name }
    case 'ContinueStatement':
      return { kind: 'continue', label: node.label?.name }
    case 'SwitchStatement':
      return choose(node, evaluator, scope)
    case 'ThrowStatement':
      return { kind: 'throw' }
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return next
    default:
      throw evaluator.error(
        node,
        `${node.type} has no formula`,
        'Use declarations, assignments, if, loops, switch and return.',
      )
  }
}

function declare(node: VariableDeclaration, evaluator: Evaluator, scope: Scope): void {
  for (const { id, init } of node.declarations)
    if (init || node.kind !== 'var')
      assign(evaluator, id, init ? evaluator.value(init, scope) : undefined, scope, kindOf(node))
}

/** How names are made; those of `var` are there from the start of the function. */
const kindOf = ({ kind }: VariableDeclaration): 'const' | 'let' | undefined =>
  kind === 'var' ? undefined : kind === 'const' ? 'const' : 'let'

const targetOf = (left: VariableDeclaration | Pattern): [Pattern, ('const' | 'let' | undefined)?] =>
  left.type === 'VariableDeclaration' ? [left.declarations[0]!.id, kindOf(left)] : [left]

interface Round {
  goesOn(): boolean
  body(): Completion
  after?(): void
}

function loop(node: Node, evaluator: Evaluator, label: string | undefined, round: Round): Completion {
  for (let rounds = 0; round.goesOn(); rounds++) {
    if (rounds >= mostRounds)
      throw evaluator.error(
        node,
        `a loop of more than ${mostRounds} rounds`,
        'A formula has each round written out; use fewer.',
      )
    const completion = round.body()
    const mine = 'label' in completion && (completion.label === undefined || completion.label === label)
    if (completion.kind === 'break' && mine) return next
    if (completion.kind !== 'next' && !(completion.kind === 'continue' && mine)) return completion
    round.after?.()
  }
  return next
}

function choose(
  node: Extract<Statement, { type: 'SwitchStatement' }>,
  evaluator: Evaluator,
  scope: Scope,
): Completion {
  const subject = evaluator.value(node.discriminant, scope)
  const inner = new Scope(scope)
  const matches = (test: Value): boolean => {
    if (!isExpr(subject) || !isExpr(test)) return subject === test
    const same = relation('==', asNumber(subject), asNumber(test))
    return truth(same) ?? evaluator.machine.decide(same, node, evaluator.source)
  }
  let from = node.cases.findIndex(({ test }) => test && matches(evaluator.value(test, inner)))
  if (from < 0) from = node.cases.findIndex(({ test }) => !test)
  if (from < 0) return next
  const completion = executeAll(
    node.cases.slice(from).flatMap(({ consequent }) => consequent),
    evaluator,
    inner,
  )
  return completion.kind === 'break' && completion.label === undefined ? next : completion
}
