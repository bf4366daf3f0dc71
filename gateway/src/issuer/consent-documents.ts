/** What the pages ask the social subgraph, as GraphQL documents. */
export const consentDocuments = {
  describePartner: `query DescribePartner($id: ID!) {
  partner(id: $id) { name onboardedAt miniPrograms { id name } }
}`,
  rules: `query ReadConsentRules {
  consentRules { policyVersion scopes { scope isSensitive } }
}`,
  createCode: `mutation CreateIdentifyCode($input: CreateCustomerCodeInput!) {
  createCustomerCode(input: $input) { code { code } userErrors { code message path } }
}`,
  requestConsent: `mutation RequestConsent($input: RequestConsentInput!) {
  requestConsent(input: $input) { consent { consentId subjectId } userErrors { code message path } }
}`,
  authorise: `mutation AuthoriseConsent($input: AuthoriseConsentInput!) {
  authoriseConsent(input: $input) { consent { id } userErrors { code message path } }
}`,
  reject: `mutation RejectConsent($input: RejectConsentInput!) {
  rejectConsent(input: $input) { consent { id } userErrors { code message path } }
}`,
  revoke: `mutation RevokeConsent($input: RevokeConsentInput!) {
  revokeConsent(input: $input) { consent { id } userErrors { code message path } }
}`,
  overview: `query ReadConsents($id: ID!) {
  customer(id: $id) {
    social {
      consents(first: 100) {
        nodes {
          id status scopes purpose duration grantedAt expiresAt revokedAt lastUsedAt useCount
          partner { name }
          miniProgram { name }
        }
      }
    }
    accessLog(first: 20) {
      nodes { occurredAt actor scopesUsed isGranted partner { name } }
    }
  }
}`,
  // The last two are for the gateway alone: these documents go to the subgraph itself.
  standing: `query ReadPartnerStatus($id: ID!) {
  partnerStanding(partnerId: $id) { status }
}`,
  redeemSignInCode: `mutation RedeemSignInCode($input: RedeemSignInCodeInput!) {
  redeemSignInCode(input: $input) { customerId userErrors { code message path } }
}`,
} as const;
