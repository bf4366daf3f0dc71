/** The codes of departments. */
export const departments = [
  'GYNAECOLOGY_OBSTETRICS',
  'DERMATOLOGY',
  'PAEDIATRICS',
  'INTERNAL_MEDICINE',
  'FAMILY_MEDICINE',
  'ORTHOPAEDICS',
  'OTORHINOLARYNGOLOGY',
  'TRADITIONAL_CHINESE_MEDICINE',
  'CLINICAL_PHARMACY',
] as const;

export type Department = (typeof departments)[number];

/** Whether the text is the code of a department. */
export function isDepartment(text: string): text is Department {
  return departments.some((department) => department === text);
}
