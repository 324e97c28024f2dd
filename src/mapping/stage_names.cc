#include "mapping/stage_names.h"

#include <array>

#include "mapping/fold.h"

namespace tl::mapping {
namespace {

constexpr auto kActive = Stage::kActive;
constexpr auto kReview = Stage::kReview;
constexpr auto kBlocked = Stage::kBlocked;
constexpr auto kCancelled = Stage::kCancelled;
constexpr auto kWhole = NameMatch::kWhole;
constexpr auto kWord = NameMatch::kWord;
constexpr auto kPart = NameMatch::kPart;

constexpr std::array kStarted = {
    // Waiting, but for ourselves.
    StageName{"waiting for support", kWhole, kActive},
    StageName{"warten auf support", kWhole, kActive},
    // Words that leave no doubt.
    StageName{"blocked", kWord, kBlocked},
    StageName{"on hold", kWord, kBlocked},
    StageName{"paused", kWord, kBlocked},
    StageName{"suspended", kWord, kBlocked},
    StageName{"stalled", kWord, kBlocked},
    StageName{"impeded", kWord, kBlocked},
    StageName{"blockiert", kWord, kBlocked},
    StageName{"pausiert", kWord, kBlocked},
    StageName{"zurückgestellt", kWord, kBlocked},
    StageName{"bloqué", kWord, kBlocked},
    StageName{"bloquée", kWord, kBlocked},
    StageName{"en pause", kWord, kBlocked},
    StageName{"suspendu", kWord, kBlocked},
    StageName{"bloqueado", kWord, kBlocked},
    StageName{"bloqueada", kWord, kBlocked},
    StageName{"en pausa", kWord, kBlocked},
    StageName{"em pausa", kWord, kBlocked},
    StageName{"pausado", kWord, kBlocked},
    StageName{"impedido", kWord, kBlocked},
    StageName{"заблокировано", kWord, kBlocked},
    StageName{"заблокирован", kWord, kBlocked},
    StageName{"приостановлено", kWord, kBlocked},
    StageName{"отложено", kWord, kBlocked},
    StageName{"阻塞", kPart, kBlocked},
    StageName{"受阻", kPart, kBlocked},
    StageName{"已阻止", kPart, kBlocked},
    StageName{"暂停", kPart, kBlocked},
    StageName{"搁置", kPart, kBlocked},
    StageName{"ブロック", kPart, kBlocked},
    StageName{"保留", kPart, kBlocked},
    StageName{"中断", kPart, kBlocked},
    // Somebody else looks at it, or is asked to. Before "waiting": "Waiting for review".
    StageName{"review", kWord, kReview},
    StageName{"reviews", kWord, kReview},
    StageName{"reviewing", kWord, kReview},
    StageName{"reviewed", kWord, kReview},
    StageName{"pull request", kWord, kReview},
    StageName{"merge request", kWord, kReview},
    StageName{"approval", kWord, kReview},
    StageName{"acceptance", kWord, kReview},
    StageName{"prüfung", kWord, kReview},
    StageName{"überprüfung", kWord, kReview},
    StageName{"abnahme", kWord, kReview},
    StageName{"begutachtung", kWord, kReview},
    StageName{"revue", kWord, kReview},
    StageName{"relecture", kWord, kReview},
    StageName{"révision", kWord, kReview},
    StageName{"en cours d'examen", kWord, kReview},
    StageName{"revisión", kWord, kReview},
    StageName{"revisão", kWord, kReview},
    StageName{"проверка", kWord, kReview},
    StageName{"проверке", kWord, kReview},
    StageName{"ревью", kWord, kReview},
    StageName{"рассмотрении", kWord, kReview},
    StageName{"审核", kPart, kReview},
    StageName{"评审", kPart, kReview},
    StageName{"审查", kPart, kReview},
    StageName{"審核", kPart, kReview},
    StageName{"レビュー", kPart, kReview},
    StageName{"確認中", kPart, kReview},
    StageName{"承認待ち", kPart, kReview},
    // Waiting for others.
    StageName{"waiting", kWord, kBlocked},
    StageName{"awaiting", kWord, kBlocked},
    StageName{"pending", kWord, kBlocked},
    StageName{"warten", kWord, kBlocked},
    StageName{"wartet", kWord, kBlocked},
    StageName{"en attente", kWord, kBlocked},
    StageName{"en espera", kWord, kBlocked},
    StageName{"esperando", kWord, kBlocked},
    StageName{"em espera", kWord, kBlocked},
    StageName{"aguardando", kWord, kBlocked},
    StageName{"ожидание", kWord, kBlocked},
    StageName{"ожидании", kWord, kBlocked},
    StageName{"ожидает", kWord, kBlocked},
    StageName{"等待", kPart, kBlocked},
    StageName{"待ち", kPart, kBlocked},
};

constexpr std::array kEnded = {
    StageName{"won't do", kWord, kCancelled},
    StageName{"wont do", kWord, kCancelled},
    StageName{"won't fix", kWord, kCancelled},
    StageName{"wont fix", kWord, kCancelled},
    StageName{"wontfix", kWord, kCancelled},
    StageName{"will not do", kWord, kCancelled},
    StageName{"cancelled", kWord, kCancelled},
    StageName{"canceled", kWord, kCancelled},
    StageName{"rejected", kWord, kCancelled},
    StageName{"duplicate", kWord, kCancelled},
    StageName{"declined", kWord, kCancelled},
    StageName{"abandoned", kWord, kCancelled},
    StageName{"obsolete", kWord, kCancelled},
    StageName{"withdrawn", kWord, kCancelled},
    StageName{"discarded", kWord, kCancelled},
    StageName{"wird nicht erledigt", kWord, kCancelled},
    StageName{"abgebrochen", kWord, kCancelled},
    StageName{"abgelehnt", kWord, kCancelled},
    StageName{"verworfen", kWord, kCancelled},
    StageName{"storniert", kWord, kCancelled},
    StageName{"zurückgezogen", kWord, kCancelled},
    StageName{"duplikat", kWord, kCancelled},
    StageName{"annulé", kWord, kCancelled},
    StageName{"annulée", kWord, kCancelled},
    StageName{"rejeté", kWord, kCancelled},
    StageName{"rejetée", kWord, kCancelled},
    StageName{"refusé", kWord, kCancelled},
    StageName{"refusée", kWord, kCancelled},
    StageName{"abandonné", kWord, kCancelled},
    StageName{"doublon", kWord, kCancelled},
    StageName{"cancelado", kWord, kCancelled},
    StageName{"cancelada", kWord, kCancelled},
    StageName{"anulado", kWord, kCancelled},
    StageName{"rechazado", kWord, kCancelled},
    StageName{"rechazada", kWord, kCancelled},
    StageName{"descartado", kWord, kCancelled},
    StageName{"duplicado", kWord, kCancelled},
    StageName{"rejeitado", kWord, kCancelled},
    StageName{"rejeitada", kWord, kCancelled},
    StageName{"recusado", kWord, kCancelled},
    StageName{"отменено", kWord, kCancelled},
    StageName{"отменен", kWord, kCancelled},
    StageName{"отменён", kWord, kCancelled},
    StageName{"отменена", kWord, kCancelled},
    StageName{"отклонено", kWord, kCancelled},
    StageName{"отклонен", kWord, kCancelled},
    StageName{"отклонён", kWord, kCancelled},
    StageName{"не будет сделано", kWord, kCancelled},
    StageName{"дубликат", kWord, kCancelled},
    StageName{"取消", kPart, kCancelled},
    StageName{"拒绝", kPart, kCancelled},
    StageName{"驳回", kPart, kCancelled},
    StageName{"废弃", kPart, kCancelled},
    StageName{"キャンセル", kPart, kCancelled},
    StageName{"中止", kPart, kCancelled},
    StageName{"却下", kPart, kCancelled},
    StageName{"対応しない", kPart, kCancelled},
};

constexpr std::string_view kResolutions[] = {
    "won't do", "wont do", "won't fix", "wont fix", "wontfix", "won't implement", "duplicate",
    "duplicated", "cannot reproduce", "can't reproduce", "declined", "incomplete", "rejected",
    "cancelled", "canceled", "abandoned", "obsolete", "invalid", "not a bug", "not an issue",
    "withdrawn",
    // German
    "wird nicht erledigt", "wird nicht behoben", "duplikat", "nicht reproduzierbar",
    "kann nicht reproduziert werden", "unvollständig", "abgelehnt", "abgebrochen",
    // French
    "ne sera pas fait", "ne sera pas corrigé", "doublon", "dupliqué", "impossible à reproduire",
    "incomplet", "refusé", "rejeté", "annulé",
    // Spanish
    "no se hará", "no se realizará", "no se solucionará", "no se corregirá", "duplicado",
    "no se puede reproducir", "incompleto", "rechazado", "cancelado",
    // Portuguese
    "não será feito", "não será corrigido", "duplicada", "não é possível reproduzir",
    "não reproduzível", "incompleta", "recusado", "rejeitado",
    // Russian
    "не будет сделано", "не будет исправлено", "не будет выполнено", "дубликат",
    "не воспроизводится", "невозможно воспроизвести", "неполный", "не завершено", "отклонено",
    "отменено",
    // Chinese
    "不会做", "不做", "不修复", "不予解决", "重复", "无法重现", "无法复现", "不完整", "已拒绝",
    "已取消",
    // Japanese
    "対応しない", "修正しない", "実行しない", "重複", "再現できない", "再現不可", "不完全", "却下",
    "キャンセル"};

}  // namespace

bool fits(const StageName& known, std::string_view folded) {
  switch (known.match) {
    case NameMatch::kWhole:
      return folded == known.text;
    case NameMatch::kWord:
      return has_word(folded, known.text);
    case NameMatch::kPart:
      return folded.find(known.text) != std::string_view::npos;
  }
  return false;
}

std::span<const StageName> started_names() { return kStarted; }
std::span<const StageName> ended_names() { return kEnded; }
std::span<const std::string_view> cancelling_resolutions() { return kResolutions; }

}  // namespace tl::mapping
