/**
 * The shape of definitions. Console and engine must read files alike, so there is one schema, in the contract: data
 * and nothing else. This is the one door through which the engine takes it.
 */
// oxlint-disable-next-line no-restricted-imports -- schemas of the contract import nothing of ours
export * from '../../api/contract/workflows.ts'
