import { expect, test } from 'vitest';
import { type AccountView, decideVisibility, showAccount } from './visibility.ts';

const nobody = { isSelf: false, isAssigned: false, isContact: false };

test.each([
  ['the customer', { ...nobody, isSelf: true, isAssigned: true, isContact: true }, 'SELF'],
  ['assigned staff', { ...nobody, isAssigned: true, isContact: true }, 'ASSIGNED'],
  ['an accepted contact', { ...nobody, isContact: true }, 'CONTACT'],
  ['anybody else', nobody, 'STRANGER'],
] as const)('%s is told from others by the closest relation', (_, relation, visibility) => {
  expect(decideVisibility(relation)).toBe(visibility);
});

const account: AccountView = {
  displayName: 'Otter',
  avatarUrl: 'https://pictures.example/otter.svg',
  phoneMasked: '100****0001',
  status: 'FROZEN',
  joinedAt: new Date('2024-02-29T00:00:00Z'),
};
const nothing = { displayName: null, avatarUrl: null, phoneMasked: null, status: null, joinedAt: null };
const face = { ...nothing, displayName: account.displayName, avatarUrl: account.avatarUrl };
const erased = { ...account, status: 'ERASED' } as const;

test.each([
  ['an account is shown whole to the customer', account, 'SELF', account],
  ['an account is shown whole to assigned staff', account, 'ASSIGNED', account],
  ['an account is shown to contacts as name and picture', account, 'CONTACT', face],
  ['an account is hidden from strangers', account, 'STRANGER', nothing],
  ['a missing account looks like a hidden one, also to its customer', null, 'SELF', nothing],
  ['an erased account tells its customer only that it is erased', erased, 'SELF', { ...nothing, status: 'ERASED' }],
  ['an erased account tells staff only that it is erased', erased, 'ASSIGNED', { ...nothing, status: 'ERASED' }],
  ['an erased account tells contacts nothing', erased, 'CONTACT', nothing],
] as const)('%s', (_, given, visibility, shown) => {
  expect(showAccount(given, visibility)).toEqual(shown);
});
