# The commands of npm that the guide uses, without what npm itself needs.
npm() {
  case "$3" in
    token) node scripts/token.ts "${@:5}" ;;
    partners) node scripts/partners.ts "${@:5}" ;;
    *) return 1 ;;
  esac
}
