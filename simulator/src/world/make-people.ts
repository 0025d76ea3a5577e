import type { CompanyPlan } from './businesses.ts'
import { digitsOf, shortIdOf } from './make-ids.ts'
import type { User } from './world.types.ts'

const givenNames = ['Robin', 'Sasha', 'Noor', 'Kai', 'Mika', 'Ari', 'Jules', 'Remy', 'Toni', 'Yuki']
const titles = ['Owner', 'Marketing', 'Front desk']

const domainOf = (email: string): string => email.split('@')[1] ?? 'company.example'

const makeUser = (
  seed: number,
  company: CompanyPlan,
  companyId: string,
  index: number,
  role: string,
  locationIds: string[],
): User => {
  const firstName = givenNames[index % givenNames.length] ?? 'Robin'
  const lastName = company.name.split(' ')[0] ?? company.name
  return {
    id: shortIdOf(seed, 'user', company.slug, index),
    companyId,
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    title: role,
    email: `${firstName.toLowerCase()}.${index}@${domainOf(company.email)}`,
    phone: `+1555${digitsOf(7, seed, 'phone', company.slug, index)}`,
    locationIds,
  }
}

/** The agency's own admin, who may act for every location, and two people for each location. */
export function makePeople(
  seed: number,
  company: CompanyPlan,
  companyId: string,
  locationIds: string[],
): User[] {
  const admin = makeUser(seed, company, companyId, 0, 'Agency admin', locationIds)
  const staff = locationIds.flatMap((locationId, place) =>
    [1, 2].map((offset) =>
      makeUser(seed, company, companyId, place * 2 + offset, titles[offset - 1] ?? 'Staff', [locationId]),
    ),
  )
  return [admin, ...staff]
}
