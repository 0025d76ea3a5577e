import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CompanyCall } from '../company-call.ts'
import { paramOf } from '../read-call.ts'

export function getCompany(call: CompanyCall): OperationAnswer {
  const { companies, locations } = call.crm.world
  const company = companies.find(({ id }) => id === paramOf(call, 'companyId'))
  if (company === undefined) throw plainRefusal(400, 'Company not found')
  const own = locations.filter(({ companyId }) => companyId === company.id)
  const { id, name, email } = company
  return {
    body: {
      company: {
        id,
        name,
        email,
        status: 'active',
        locationCount: own.length,
        isSandboxAccount: own.some(({ isSandbox }) => isSandbox),
      },
    },
  }
}
