import { day, iso, minor, policyTypes, type Read, rowsBy } from './rows.ts';

/** The profile with one statement for each table: a wave by the customer, then one by what was found. */
export async function profilePerTable(read: Read, id: string): Promise<Record<string, unknown>> {
  const first = await readByCustomer(read, id);
  const second = await readByReference(read, id, first);
  const { customer, kyc, wallet, accounts, loyalty, policies, loans, wealth, holdings } = first;
  const { membership, patients, vehicles, fines, rides, cart, orders, memberOf, contacts, recent, consents } = first;
  const { agent, practitioners, appointments, lines, teams, programs, partners } = second;
  const accountBy = rowsBy('id')(accounts);
  const doctorBy = rowsBy('id')(practitioners);
  const partnerBy = rowsBy('id')(partners);
  const programBy = rowsBy('id')(programs);
  const teamBy = rowsBy('team_id')(teams);
  const account = accountBy.get(wallet?.['account_id']);
  const points = accountBy.get(loyalty?.['account_id']);
  const available = BigInt(String(account?.['balance_minor'])) - BigInt(String(account?.['held_minor']));
  const wealthMinor = holdings.reduce((sum, row) => sum + BigInt(String(row['market_value_minor'])), 0n);
  const doctor = doctorBy.get(membership?.['family_doctor_id']);
  const me = {
    displayName: customer?.['display_name'],
    phoneMasked: customer?.['phone_masked'],
    status: customer?.['status'],
    joinedAt: iso(customer?.['joined_at']),
    finance: {
      kyc: { level: kyc?.['level'], nameMasked: kyc?.['name_masked'], idNumberMasked: kyc?.['id_number_masked'] },
      wallet: {
        status: wallet?.['status'],
        balance: minor(account, 'balance_minor', 'CNY'),
        available: minor({ available }, 'available', 'CNY'),
        held: minor(account, 'held_minor', 'CNY'),
      },
      loyalty: {
        tier: loyalty?.['tier'],
        points: Number(points?.['balance_minor']) - Number(points?.['held_minor']),
        expiringNext30d: loyalty?.['expiring_30d'],
      },
      agent: agent ? { name: agent['name'], licenceNumber: agent['licence_number'] } : null,
      policies: policies.map((row) => ({
        __typename: policyTypes[String(row['kind'])],
        id: row['text_id'],
        policyNumber: row['policy_number'],
        product: row['product'],
        expiresOn: day(row['expires_on']),
        premium: minor(row, 'premium_minor'),
      })),
      loans: loans.map((row) => ({
        id: row['text_id'],
        status: row['status'],
        outstanding: minor(row, 'outstanding_minor'),
        nextDueOn: day(row['next_due_on']),
      })),
      wealth: {
        totalValue: minor({ wealthMinor }, 'wealthMinor', String(wealth?.['currency'])),
        riskProfile: wealth?.['risk_profile'],
      },
    },
    health: {
      membership: membership
        ? {
            plan: membership['plan'],
            status: membership['status'],
            renewsOn: day(membership['renews_on']),
            familyDoctor: doctor ? { name: doctor['name'], department: doctor['department'] } : null,
          }
        : null,
      patients: patients.map((row) => ({
        id: row['text_id'],
        relationship: row['relationship'],
        nameMasked: row['name_masked'],
        appointments: {
          nodes: appointments
            .filter((one) => one['patient_id'] === row['id'])
            .map((one) => ({
              id: one['text_id'],
              startsAt: iso(one['starts_at']),
              isVirtual: one['is_virtual'],
              practitioner: { name: doctorBy.get(one['practitioner_id'])?.['name'] },
            })),
        },
      })),
    },
    auto: {
      vehicles: vehicles.map((row) => ({
        id: row['text_id'],
        plate: row['plate'],
        make: row['make'],
        model: row['model'],
        powertrain: row['powertrain'],
        inspectionDueOn: day(row['inspection_due_on']),
      })),
      fines: {
        nodes: fines.map((row) => ({
          id: row['text_id'],
          amount: minor(row, 'amount_minor'),
          dueOn: day(row['due_on']),
        })),
      },
      rides: {
        nodes: rides.map((row) => ({
          id: row['text_id'],
          status: row['status'],
          fare: row['fare_minor'] === null ? null : minor(row, 'fare_minor'),
        })),
      },
    },
    commerce: {
      cart: { subtotal: minor({ sum: cart ? (lines[0]?.['sum'] ?? 0) : 0 }, 'sum', 'CNY') },
      orders: {
        nodes: orders.map((row) => ({
          id: row['text_id'],
          orderNumber: row['order_number'],
          status: row['status'],
          total: minor(row, 'total_minor'),
          payment: row['payment_id'] === null ? null : { status: row['payment_status'] },
        })),
      },
      groupBuys: {
        nodes: memberOf.map((row) => {
          const team = teamBy.get(row['team_id']);
          return {
            id: team?.['text_id'],
            status: team?.['status'],
            paidCount: team?.['paid'],
            requiredSize: team?.['size'],
            expiresAt: iso(team?.['expires_at']),
          };
        }),
      },
    },
    social: {
      contactCount: Number(contacts?.['count']),
      recentMiniPrograms: recent.map((row) => {
        const program = programBy.get(row['mini_program_id']);
        return {
          id: program?.['text_id'],
          name: program?.['name'],
          category: program?.['category'],
          partner: { name: partnerBy.get(program?.['partner_id'])?.['name'] },
        };
      }),
      consents: {
        nodes: consents.map((row) => ({
          id: row['text_id'],
          partner: { name: partnerBy.get(row['partner_id'])?.['name'] },
          scopes: row['scopes'],
          expiresAt: iso(row['expires_at']),
        })),
      },
    },
  };
  return { me };
}

type ByCustomer = Awaited<ReturnType<typeof readByCustomer>>;

async function readByCustomer(read: Read, id: string) {
  const lists = await Promise.all([
    read`select * from social.customers where customer_id = ${id}`,
    read`select * from finance.kyc_vault where customer_id = ${id}`,
    read`select * from finance.wallets where customer_id = ${id} and currency = 'CNY'`,
    read`select * from finance.ledger_accounts where owner_id = ${id}`,
    read`select * from finance.loyalty where customer_id = ${id}`,
    read`select * from finance.policies where customer_id = ${id} and status = 'IN_FORCE' order by expires_on desc, id desc limit 50`,
    read`select * from finance.loans where customer_id = ${id} order by created_at desc, id desc`,
    read`select * from finance.wealth where customer_id = ${id}`,
    read`select * from finance.holdings where customer_id = ${id}`,
    read`select * from finance.agent_customers where customer_id = ${id}`,
    read`select * from health.memberships where customer_id = ${id} order by status <> 'ACTIVE', id desc limit 1`,
    read`select * from health.patients where customer_id = ${id} order by relationship <> 'SELF', id`,
    read`select * from auto.vehicles where customer_id = ${id} order by id desc`,
    read`select * from auto.fines where customer_id = ${id} and status in ('ISSUED', 'OVERDUE') order by occurred_at desc, id desc limit 3`,
    read`select * from auto.rides where customer_id = ${id} order by requested_at desc, id desc limit 1`,
    read`select * from commerce.carts where customer_id = ${id} and expires_at > now()`,
    read`select * from commerce.orders where customer_id = ${id} order by placed_at desc, id desc limit 3`,
    read`select * from commerce.customer_teams where customer_id = ${id} order by joined_at desc, team_id desc limit 2`,
    read`select count(*) from social.contacts where customer_id = ${id} and status = 'ACCEPTED'`,
    read`select * from social.recent_programs where customer_id = ${id} order by opened_at desc, mini_program_id desc limit 20`,
    read`select * from social.consents where customer_id = ${id} and status = 'AUTHORISED' order by created_at desc, id desc limit 5`,
  ]);
  const [[customer], [kyc], [wallet], accounts, [loyalty], policies, loans, [wealth], holdings, [agentOf]] = lists;
  const [, , , , , , , , , , [membership], patients, vehicles, fines, rides, [cart], orders, memberOf] = lists;
  const [contacts] = lists[18];
  const [recent, consents] = [lists[19], lists[20]];
  return {
    ...{ customer, kyc, wallet, accounts, loyalty, policies, loans, wealth, holdings, agentOf, membership, patients },
    ...{ vehicles, fines, rides, cart, orders, memberOf, contacts, recent, consents },
  };
}

async function readByReference(read: Read, id: string, { agentOf, cart, memberOf, recent }: ByCustomer) {
  const [[agent], practitioners, appointments, lines, teams, programs, partners] = await Promise.all([
    agentOf ? read`select * from finance.agents where id = ${String(agentOf['agent_id'])}` : [],
    read`select * from health.practitioners`,
    read`select distinct on (patient_id) * from health.appointments where customer_id = ${id} and status = 'BOOKED'
      order by patient_id, starts_at desc, id desc`,
    cart
      ? read`select coalesce(sum(l.quantity * v.price_minor), 0)::text as sum from commerce.cart_lines l
          join commerce.variants v on v.merchant_id = l.merchant_id and v.id = l.variant_id where l.customer_id = ${id}`
      : [],
    read`select * from commerce.group_teams where team_id = any(${memberOf.map((row) => row['team_id'])}::uuid[])`,
    read`select * from social.mini_programs where id = any(${recent.map((row) => row['mini_program_id'])}::uuid[])`,
    read`select * from social.partners`,
  ]);
  return { agent, practitioners, appointments, lines, teams, programs, partners };
}
